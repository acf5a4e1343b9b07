package dev.carillon.gateway.loops;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where blocking calls are made: on virtual threads, at most {@code permits} at a time, with at most {@code maxQueued}
 * more waiting in order. What is beyond is refused at once with a {@link RejectedExecutionException}.
 *
 * <p>Callable on any thread, event loops included; never blocks but in {@link #close}. Results come on the virtual thread
 * that ran the work: who needs them on a loop takes them there.
 */
public final class BlockingWork implements Executor, AutoCloseable {
    private final int permits;
    private final int maxQueued;
    private final Duration closeTimeout;
    private final ThreadFactory threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Queue<Task> queue = new ArrayDeque<>();
    private final Set<Thread> workers = new HashSet<>();
    private int running;
    private volatile boolean closed;

    /** @param closeTimeout how long {@link #close} lets accepted work finish before it is interrupted */
    public BlockingWork(String name, int permits, int maxQueued, Duration closeTimeout) {
        if (permits < 1 || maxQueued < 0) {
            throw new IllegalArgumentException("at least one permit, and no negative queue");
        }
        this.permits = permits;
        this.maxQueued = maxQueued;
        this.closeTimeout = closeTimeout;
        this.threads = Thread.ofVirtual().name(name + "-", 0).factory();
    }

    /** The stage fails with what the work throws, or with {@link RejectedExecutionException} when it is refused. */
    public <T> CompletableFuture<T> submit(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Task task = new Task(() -> complete(result, work), result);
        if (!offer(task)) {
            result.completeExceptionally(refusal());
        }
        return result;
    }

    /** @throws RejectedExecutionException when it is refused; what is dropped later by {@link #close} just does not run */
    @Override
    public void execute(Runnable work) {
        if (!offer(new Task(work, new CompletableFuture<>()))) {
            throw refusal();
        }
    }

    /** Refuses new work, lets accepted work finish for a bounded time, then interrupts and drops what is left. */
    @Override
    public void close() {
        List<Task> dropped = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            awaitIdle(closeTimeout.toNanos());
            dropped.addAll(queue);
            queue.clear();
            workers.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
        dropped.forEach(task -> task.result().completeExceptionally(refusal()));
    }

    private void awaitIdle(long nanos) {
        long left = nanos;
        try {
            while (running > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean offer(Task task) {
        Thread worker;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (running == permits) {
                return queue.size() < maxQueued && queue.add(task);
            }
            running++;
            worker = threads.newThread(() -> work(task));
            workers.add(worker);
        } finally {
            lock.unlock();
        }
        worker.start();
        return true;
    }

    @SuppressWarnings("CatchingUnchecked") // a worker outlives whatever its work throws, or its permit would be lost
    private void work(Task first) {
        for (Task task = first; task != null; task = next()) {
            try {
                task.run().run();
            } catch (Throwable e) {
                Thread.UncaughtExceptionHandler handler = Thread.currentThread().getUncaughtExceptionHandler();
                handler.uncaughtException(Thread.currentThread(), e);
            }
        }
    }

    private @Nullable Task next() {
        lock.lock();
        try {
            Task task = queue.poll();
            if (task == null) {
                running--;
                workers.remove(Thread.currentThread());
                idle.signalAll();
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever the work throws is its result
    private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        T value;
        try {
            value = work.call();
        } catch (Throwable e) {
            result.completeExceptionally(e);
            return;
        }
        result.complete(value);
    }

    private RejectedExecutionException refusal() {
        return new RejectedExecutionException(closed ? "closed" : "too much work is waiting");
    }

    private record Task(Runnable run, CompletableFuture<?> result) {}
}
