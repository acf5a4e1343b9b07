package dev.carillon.bench.load.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bench.load.plan.CredentialSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
