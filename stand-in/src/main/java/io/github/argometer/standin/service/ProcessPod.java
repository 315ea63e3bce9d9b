package io.github.argometer.standin.service;

import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.standin.jobs.Pod;
import io.github.argometer.standin.manifest.JobManifest;
import io.github.argometer.standin.manifest.PodTemplate;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a Job's pod as a process: the program that its image names, with its arguments and environment. */
final class ProcessPod implements Pod {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessPod.class);

    private final Processes processes;
    private final Environment environment;
    private final File log;
    private volatile List<String> archive = List.of();

    ProcessPod(Processes processes, Environment environment, File log) {
        this.processes = processes;
        this.environment = environment;
        this.log = log;
    }

    /** Options that make the next processes start faster. */
    void use(List<String> options) {
        archive = options;
    }

    /**
     * Looks whether a Job's pod could run here.
     *
     * @throws io.github.argometer.loadtest.BadInputException by file and field
     */
    void check(Resource job) {
        environment.check(job, job.as(JobManifest.class).container(job));
    }

    @Override
    public int run(JobManifest job) throws InterruptedException {
        PodTemplate template = job.spec().template();
        PodTemplate.Container container = template.spec().containers().get(0);
        ProcessBuilder builder = Programs.of(container.image())
                .process(
                        archive, container.args(), environment.of(job.metadata().namespace(), container))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        Integer deadline = template.spec().activeDeadlineSeconds();
        try {
            Process process = processes.start(builder);
            try {
                if (process.waitFor(deadline == null ? Integer.MAX_VALUE : deadline, TimeUnit.SECONDS)) {
                    return process.exitValue();
                }
                LOG.warn("local stand-in: a pod is ended after {} s", deadline);
                return KILLED;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.warn("local stand-in: a pod does not start: {}", e.getMessage());
            return KILLED;
        }
    }
}
