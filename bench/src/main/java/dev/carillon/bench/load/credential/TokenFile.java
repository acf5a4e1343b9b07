package dev.carillon.bench.load.credential;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tokens from a file, a token a line, with a tab and the content types that it lets see behind it or not. Taken in turn. Tokens
 * live for seconds: the file is read again when it has changed. Then it must have as many lines, which let see the same.
 */
final class TokenFile implements Credentials {
    private static final long LOOK_NANOS = 100_000_000;

    private final String file;
    private final LongSupplier clock;
    private volatile List<Line> lines;
    private FileTime changed;
    private volatile long looked;

    private record Line(String token, @Nullable Set<Long> visible) {
        @Override
        public String toString() {
            return "Line[visible=" + visible + "]";
        }
    }

    private TokenFile(String file, LongSupplier clock) throws CredentialException {
        this.file = file;
        this.clock = clock;
        looked = clock.getAsLong();
        // Before it is read: what is written meanwhile is read the next time.
        changed = changeOf(file);
        lines = linesOf(file);
    }

    /** @param clock as {@link System#nanoTime} */
    static TokenFile read(String file, LongSupplier clock) throws CredentialException {
        return new TokenFile(file, clock);
    }

    private static FileTime changeOf(String file) throws CredentialException {
        try {
            return Files.getLastModifiedTime(Path.of(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static List<Line> linesOf(String file) throws CredentialException {
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
        return lines;
    }

    private static CredentialException unreadable(String file, IOException cause) {
        return new CredentialException(
                "cannot read " + file + ": there is no such file, or this user may not read it", cause);
    }

    private static String textOf(String file) throws CredentialException {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new CredentialException(file + " is no text in UTF-8", e);
        } catch (IOException e) {
            throw unreadable(file, e);
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

    /** The lines, read again if the file is another by now. One that cannot be used leaves those of before. */
    private List<Line> fresh() {
        if (clock.getAsLong() - looked >= LOOK_NANOS) {
            look();
        }
        return lines;
    }

    private synchronized void look() {
        if (clock.getAsLong() - looked < LOOK_NANOS) {
            return;
        }
        looked = clock.getAsLong();
        try {
            FileTime now = changeOf(file);
            if (!now.equals(changed)) {
                List<Line> read = linesOf(file);
                if (seen(read).equals(seen(lines))) {
                    lines = read;
                    changed = now;
                }
            }
        } catch (CredentialException e) {
            // Perhaps it is being written: it is looked at again.
        }
    }

    private static List<Optional<Set<Long>>> seen(List<Line> lines) {
        return lines.stream().map(line -> Optional.ofNullable(line.visible)).toList();
    }

    private Line line(int connection) {
        List<Line> all = lines;
        return all.get(connection % all.size());
    }

    @Override
    public String token(int connection) {
        List<Line> all = fresh();
        return all.get(connection % all.size()).token;
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
