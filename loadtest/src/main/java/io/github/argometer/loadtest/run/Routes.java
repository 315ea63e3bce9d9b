package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.export.NoRowsException;
import io.github.argometer.export.Selection;
import io.github.argometer.failure.Failures;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.Schedule;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.RouteController;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.util.ObjectHelper;

/** The routes of one command, started in this process, and what they can be asked to do. */
public final class Routes implements AutoCloseable {

    private static final int UNDER_WAY_S = 20;

    private final Main main;
    private final long patience;

    private Routes(Main main, long patience) {
        this.main = main;
        this.patience = patience;
    }

    /** Starts {@code stages} with {@code configuration}; they talk to Kubernetes by {@code client}. */
    public static Routes start(Configuration configuration, KubernetesClient client, RouteBuilder... stages)
            throws Exception {
        Main main = anyPort(configuration).camel();
        main.bind("kubernetesClient", client);
        main.bind("errors", new Errors());
        main.configure().addRoutesBuilder(new Failures());
        List.of(stages).forEach(main.configure()::addRoutesBuilder);
        try {
            main.start();
            return new Routes(main, configuration.settings().integer("export.patience"));
        } catch (Exception e) {
            main.stop();
            throw e;
        }
    }

    /** Unless the user wants them, only what sends, or is {@link #serving}, has metrics. */
    private static Configuration anyPort(Configuration configuration) throws IOException {
        if (configuration.settings().flag("send.enabled")) {
            return serving(configuration);
        }
        return configuration.isChosen("management.enabled")
                ? configuration
                : configuration.with(Map.of("management.enabled", "false"));
    }

    /**
     * {@code configuration} with metrics, unless the user wants none. Two programs at once on one machine must not want the same
     * port: unless the user names one, they have any free one.
     */
    static Configuration serving(Configuration configuration) throws IOException {
        Settings settings = configuration.settings();
        Map<String, String> served = new HashMap<>();
        served.put("management.enabled", settings.text("management.enabled"));
        if (!configuration.isChosen("http.port") || settings.integer("http.port") == 0) {
            try (ServerSocket socket = new ServerSocket(0)) {
                served.put("http.port", String.valueOf(socket.getLocalPort()));
            }
        }
        return configuration.with(served);
    }

    /** Where the metrics of the routes are to be had, at {@code http.host}; "" where they are not. */
    public String metrics() {
        return isServed()
                ? main.getCamelContext()
                        .resolvePropertyPlaceholders("http://{{http.host}}:{{http.port}}/observe/metrics")
                : "";
    }

    /** Takes more metrics than the routes' own; empty where none are served. */
    Optional<MeterRegistry> registry() {
        return isServed()
                ? Optional.ofNullable(main.getCamelContext().getRegistry().findSingleByType(MeterRegistry.class))
                : Optional.empty();
    }

    private boolean isServed() {
        return Boolean.parseBoolean(main.getCamelContext().resolvePropertyPlaceholders("{{management.enabled}}"));
    }

    /** The bean of that name and type, which a started stage has bound. */
    public <T> T bean(String name, Class<T> type) {
        T bean = main.getCamelContext().getRegistry().lookupByNameAndType(name, type);
        if (bean == null) {
            throw new IllegalStateException("no route has bound " + name);
        }
        return bean;
    }

    /** Gives the started stages {@code bean}, by that name. */
    void bind(String name, Object bean) {
        main.getCamelContext().getRegistry().bind(name, bean);
    }

    /** Ends sending: nothing more of the plan goes out, and what was under way comes to its end in the send ledger. */
    public void stopSending() throws Exception {
        RouteController controller = main.getCamelContext().getRouteController();
        bean("schedule", Schedule.class).stop();
        for (Channel channel : bean("sendPlan", SendPlan.class).channels()) {
            controller.stopRoute("pace-" + channel.label(), UNDER_WAY_S, TimeUnit.SECONDS);
        }
    }

    /**
     * One pass of clean-up, now; from the first on, the passes by the clock have ended.
     *
     * @throws io.github.argometer.clean.NotDeletedException naming the Jobs that were refused; all others are deleted
     */
    public void clean() throws Exception {
        RouteController controller = main.getCamelContext().getRouteController();
        if (controller.getRouteStatus("clean-timer").isStarted()) {
            controller.stopRoute("clean-timer");
        }
        send("direct:clean", Map.of());
    }

    /**
     * Writes the rows of {@code runId} to {@code folder/records.csv}, as {@link #export} does, for a look at a run that goes on: a
     * database that is out of reach is not waited for.
     */
    void exportNow(String runId, Path folder) throws Exception {
        export(runId, folder, Selection.ALL, true, 0);
    }

    /**
     * Writes the rows of {@code runId} to {@code folder/records.csv}, or a {@code selection} to {@code folder/selection.csv}; a
     * database that is out of reach is waited for, as {@code export.patience} says.
     *
     * @param mayBeEmpty whether there may be none yet
     * @throws NotReadyException where the database does not give them, or no longer has any
     * @throws BadInputException where there are none, and there must be some
     */
    public void export(String runId, Path folder, Selection selection, boolean mayBeEmpty) throws Exception {
        export(runId, folder, selection, mayBeEmpty, patience);
    }

    private void export(String runId, Path folder, Selection selection, boolean mayBeEmpty, long patience)
            throws Exception {
        try {
            send(
                    "direct:export",
                    Map.of(
                            "runId",
                            runId,
                            "folder",
                            folder.toString(),
                            "selection",
                            selection,
                            "mayBeEmpty",
                            mayBeEmpty,
                            "patience",
                            patience));
        } catch (NoRowsException e) {
            throw mayBeEmpty
                    ? new NotReadyException(
                            e.getMessage(), "the rows of an earlier look are in it: loadtest analyse " + folder)
                    : new BadInputException("RUN_ID = \"%s\": %s".formatted(runId, e.getMessage()), e);
        } catch (Exception e) {
            SQLException cause = ObjectHelper.getException(SQLException.class, e);
            if (cause == null) {
                throw e;
            }
            throw new NotReadyException(
                    "the rows of run %s cannot be read: %s".formatted(runId, Kubernetes.reason(cause)),
                    "when the database is back: loadtest export %s; loadtest analyse %s".formatted(runId, folder));
        }
    }

    @Override
    public void close() {
        main.stop();
    }

    /** An Error in a route goes where one in any other thread does; Camel would log it, and the route be silent. */
    private static final class Errors extends EventNotifierSupport {

        @Override
        public void notify(CamelEvent event) {
            Error error = event instanceof CamelEvent.ExchangeFailedEvent failed
                    ? ObjectHelper.getException(
                            Error.class, failed.getExchange().getException())
                    : null;
            Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
            if (error != null && handler != null) {
                handler.uncaughtException(Thread.currentThread(), error);
            }
        }
    }

    private void send(String uri, Map<String, Object> headers) throws Exception {
        try {
            main.getCamelTemplate().sendBodyAndHeaders(uri, "", headers);
        } catch (CamelExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
