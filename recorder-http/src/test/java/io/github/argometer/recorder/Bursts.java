package io.github.argometer.recorder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Lets several workers run for a time, as fast as they can or at a fixed rate. */
final class Bursts {

    private static final AtomicLong NUMBER = new AtomicLong();

    /** Rows a second, and the times to each row's acknowledgement in ms, sorted. */
    record Result(double rate, double[] millis) {
        double quantile(double q) {
            return millis[(int) Math.ceil(q * millis.length) - 1];
        }
    }

    private Bursts() {}

    /**
     * Runs {@code workers} for {@code seconds}.
     *
     * @param rate rows a second of all together, each at its own fixed time, from which its time counts; 0 for no limit
     */
    static Result run(List<? extends Worker> workers, int seconds, double rate) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers.size(), task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true); // a failed turn ends the benchmark
            return thread;
        });
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        List<Future<double[]>> times = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            double every = rate == 0 ? 0 : workers.size() * 1e9 / rate;
            long first = start + (long) (i * every / workers.size());
            Callable<double[]> turns = () -> turns(worker, first, every, end);
            times.add(threads.submit(turns));
        }
        double[] all = new double[0];
        for (Future<double[]> one : times) {
            double[] more = one.get();
            double[] both = Arrays.copyOf(all, all.length + more.length);
            System.arraycopy(more, 0, both, all.length, more.length);
            all = both;
        }
        threads.shutdown();
        Arrays.sort(all);
        return new Result(all.length * 1e9 / (System.nanoTime() - start), all);
    }

    private static double[] turns(Worker worker, long first, double every, long end) throws Exception {
        double[] times = new double[1 << 10];
        int count = 0;
        while (true) {
            long intended = every == 0 ? System.nanoTime() : first + (long) (count * every);
            if (intended >= end) {
                return Arrays.copyOf(times, count);
            }
            for (long wait; (wait = intended - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(wait);
            }
            worker.record("bench-" + NUMBER.incrementAndGet());
            times = count == times.length ? Arrays.copyOf(times, 2 * count) : times;
            times[count++] = (System.nanoTime() - intended) / 1e6;
        }
    }
}
