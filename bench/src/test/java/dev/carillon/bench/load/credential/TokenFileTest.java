package dev.carillon.bench.load.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bench.load.plan.CredentialSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class TokenFileTest {
    @TempDir
    Path folder;

    private Credentials read(String text) throws IOException, CredentialException {
        Path file = Files.writeString(folder.resolve("tokens"), text);
        return Credentials.open(new CredentialSource(file.toString(), List.of(), null));
    }

    @Test
    void lines_are_taken_in_turn_with_what_they_let_see() throws Exception {
        Credentials tokens = read("alpha\r\nbeta\t7, 8\n\n  gamma  \t\n");
        assertThat(tokens.token(0)).isEqualTo("alpha");
        assertThat(tokens.token(4)).isEqualTo("beta");
        assertThat(tokens.token(5)).isEqualTo("gamma");
        assertThat(tokens.visible(0)).isNull();
        assertThat(tokens.visible(1)).isEqualTo(Set.of(7L, 8L));
        assertThat(tokens.visible(2)).isEmpty();
        assertThat(tokens.name(4)).isEqualTo("token 2");
    }

    /** Time passes, and the file is written anew. */
    private void rewrite(AtomicLong clock, String text, int age) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000 + age));
        clock.addAndGet(200_000_000);
    }

    @Test
    void a_file_that_has_changed_is_read_again() throws Exception {
        AtomicLong clock = new AtomicLong();
        rewrite(clock, "old\nolder\t7\n", 0);
        Credentials tokens = TokenFile.read(folder.resolve("tokens").toString(), clock::get);
        rewrite(clock, "new\nnewer\t7\n", 1);
        assertThat(tokens.token(0)).isEqualTo("new");
        assertThat(tokens.token(1)).isEqualTo("newer");
        Files.writeString(folder.resolve("tokens"), "last\nlast\t7\n");
        assertThat(tokens.token(0)).as("not looked at again so soon").isEqualTo("new");
        clock.addAndGet(200_000_000);
        assertThat(tokens.token(0)).isEqualTo("last");
    }

    @Test
    void a_file_that_cannot_stand_for_the_one_before_is_passed_over_until_it_can() throws Exception {
        AtomicLong clock = new AtomicLong();
        rewrite(clock, "a\nb\t7\n", 0);
        Credentials tokens = TokenFile.read(folder.resolve("tokens").toString(), clock::get);
        for (String other : List.of("", "c\n", "c\nd\t8\n", "c\nd\n", "c\nd\tseven\n")) {
            rewrite(clock, other, 1);
            assertThat(tokens.token(0)).as(other).isEqualTo("a");
            assertThat(tokens.token(1)).as(other).isEqualTo("b");
        }
        Files.delete(folder.resolve("tokens"));
        clock.addAndGet(200_000_000);
        assertThat(tokens.token(0)).isEqualTo("a");
        rewrite(clock, "c\nd\t7\n", 1);
        assertThat(tokens.token(1)).isEqualTo("d");
    }

    @Test
    void a_bad_file_is_told_in_words_without_its_tokens() {
        assertThatThrownBy(() -> read(" \n")).hasMessageContaining("holds no token");
        assertThatThrownBy(() -> read("good\nsecret\tseven\n"))
                .hasMessageContaining("tokens:2: behind the tab")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Credentials.open(
                        new CredentialSource(folder.resolve("none").toString(), List.of(), null)))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("no such file");
    }
}
