package dev.carillon.gateway.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.truth.Rounds.Due;
import dev.carillon.gateway.truth.Rounds.Subject;
import dev.carillon.gateway.truth.told.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On a thread and a clock that are moved by hand. */
final class ToldTest {
    private static final Subject SEVEN = new Subject.User("7");

    private final List<Task> tasks = new ArrayList<>();
    private final List<List<Due>> turns = new ArrayList<>();
    private Runnable whileReading = () -> {};
    private long now;
    private final Told told = new Told(this::read, this::later, () -> now);

    private record Task(FutureTask<?> task, long due) {}

    private void read(List<Due> due) {
        turns.add(due);
        whileReading.run();
    }

    private Future<?> later(Runnable task, long nanos) {
        FutureTask<?> future = new FutureTask<>(Executors.callable(task));
        tasks.add(new Task(future, now + nanos));
        return future;
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void tell(Subject... subjects) {
        told.tell(List.of(subjects), Cause.EVENT);
    }

    private List<Task> pending() {
        return tasks.stream().filter(each -> !each.task.isDone()).toList();
    }

    /** Runs what is due until then, and what that asks for. */
    private void runUntil(long time) {
        for (List<Task> due = due(time); !due.isEmpty(); due = due(time)) {
            Task first = due.getFirst();
            now = Math.max(now, first.due);
            first.task.run();
        }
        now = Math.max(now, time);
    }

    private List<Task> due(long time) {
        return pending().stream()
                .filter(each -> each.due <= time)
                .sorted(Comparator.comparingLong(Task::due))
                .toList();
    }

    private List<Subject> subjects(int turn) {
        return turns.get(turn).stream().map(Due::subject).toList();
    }

    @Test
    void thousands_of_changes_that_are_told_before_the_thread_comes_to_them_are_one_turn() {
        for (int i = 0; i < 5000; i++) {
            tell(SEVEN, new Subject.Group(i % 10));
            tell(new Subject.Everything());
        }
        assertThat(pending()).hasSize(1);
        runUntil(0);
        assertThat(turns).hasSize(1);
        assertThat(subjects(0))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of(SEVEN, new Subject.Everything()),
                                IntStream.range(0, 10).mapToObj(Subject.Group::new))
                        .toList());
        assertThat(pending()).hasSize(1);
    }

    @Test
    void changes_that_never_stop_are_a_bounded_number_of_turns_and_each_is_read_after_it_was_told() {
        for (int i = 0; i < 1000; i++) {
            tell(new Subject.User("u" + i));
            runUntil(millis(i));
        }
        assertThat(turns).hasSizeBetween(50, 101);
        runUntil(millis(1010));
        assertThat(turns.stream().flatMap(List::stream).map(Due::subject).distinct())
                .hasSize(1000);
    }

    @Test
    void a_change_that_is_told_during_a_turn_has_another() {
        Subject eight = new Subject.User("8");
        whileReading = () -> {
            whileReading = () -> {};
            tell(eight);
        };
        tell(SEVEN);
        runUntil(Told.LEAST_REST_NANOS);
        assertThat(subjects(0)).containsExactly(SEVEN);
        assertThat(subjects(1)).containsExactly(eight);
    }

    @Test
    void turns_that_take_long_are_followed_by_longer_rests() {
        whileReading = () -> now += millis(100);
        tell(SEVEN);
        runUntil(0);
        tell(new Subject.User("8"));
        runUntil(millis(100) + Told.REST_SHARE * millis(100) - 1);
        assertThat(turns).hasSize(1);
        runUntil(now + 1);
        assertThat(turns).hasSize(2);
    }

    @Test
    void too_many_subjects_become_everything() {
        tell(IntStream.rangeClosed(0, Rounds.MOST)
                .mapToObj(i -> new Subject.User("u" + i))
                .toArray(Subject[]::new));
        runUntil(0);
        assertThat(subjects(0)).containsExactly(new Subject.Everything());
    }

    @Test
    void a_turn_that_fails_is_followed_by_the_next() {
        whileReading = () -> {
            throw new IllegalStateException("a fault");
        };
        tell(SEVEN);
        runUntil(0);
        assertThat(tasks).extracting(each -> each.task.state()).contains(Future.State.FAILED);
        whileReading = () -> {};
        runUntil(millis(50));
        assertThat(subjects(1)).containsExactly(SEVEN);
    }
}
