package io.labkeeper.lab.launch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Does the same with several things at once, each in a thread of its own, however few processors there are. */
public final class Together {
    private static final int MOST = 32;

    private Together() {}

    /** The results in the order of the things; if one fails, fails as the first that did, when all have ended. */
    public static <T, R> List<R> with(List<T> things, Function<T, R> work) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(MOST, things.size())));
        try {
            List<CompletableFuture<R>> results = things.stream()
                    .map(thing -> CompletableFuture.supplyAsync(() -> work.apply(thing), threads))
                    .toList();
            CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                    .handle((all, failure) -> null)
                    .join();
            return results.stream().map(Together::result).toList();
        } finally {
            threads.shutdown();
        }
    }

    /** Runs all of it; fails as the first that failed, when all have ended. */
    static void run(Runnable... work) {
        with(List.of(work), one -> {
            one.run();
            return true;
        });
    }

    private static <R> R result(CompletableFuture<R> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
