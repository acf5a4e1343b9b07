package dev.carillon.bench.load.credential;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tokens from a file, a token a line, with a tab and the content types that it lets see behind it or not. Taken in turn. */
final class TokenFile implements Credentials {
    private final List<Line> lines;

    private record Line(String token, @Nullable Set<Long> visible) {
        @Override
        public String toString() {
            return "Line[visible=" + visible + "]";
        }
    }

    private TokenFile(List<Line> lines) {
        this.lines = lines;
    }

    static TokenFile read(String file) throws CredentialException {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : textOf(file).split("\r?\n", -1)) {
            number++;
            if (!text.isBlank()) {
                lines.add(line(text, file + ":" + number));
            }
        }
        if (lines.isEmpty()) {
            throw new CredentialException(file + " holds no token; write a token a line");
        }
        return new TokenFile(lines);
    }

    private static String textOf(String file) throws CredentialException {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new CredentialException(file + " is no text in UTF-8", e);
        } catch (IOException e) {
            throw new CredentialException(
                    "cannot read " + file + ": there is no such file, or this user may not read it", e);
        }
    }

    private static Line line(String text, String where) throws CredentialException {
        int tab = text.indexOf('\t');
        if (tab < 0) {
            return new Line(text.strip(), null);
        }
        String types = text.substring(tab + 1).replace(" ", "");
        if (!types.isEmpty() && !types.matches("\\d{1,18}(,\\d{1,18})*")) {
            throw new CredentialException(
                    where + ": behind the tab stand the content types that the token lets see, as in 7,8,12");
        }
        Set<Long> visible = types.isEmpty()
                ? Set.of()
                : Arrays.stream(types.split(",", -1)).map(Long::valueOf).collect(Collectors.toUnmodifiableSet());
        return new Line(text.substring(0, tab).strip(), visible);
    }

    private Line line(int connection) {
        return lines.get(connection % lines.size());
    }

    @Override
    public String token(int connection) {
        return line(connection).token;
    }

    @Override
    public @Nullable Set<Long> visible(int connection) {
        return line(connection).visible;
    }

    @Override
    public String name(int connection) {
        return "token " + (connection % lines.size() + 1);
    }
}
