package dev.carillon.bench.load.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the report's files: {@code PREFIX.json} and {@code PREFIX.html}. */
public final class ReportFiles {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ReportFiles() {}

    /** @throws IOException saying which file cannot be written */
    public static List<Path> write(Report report, Path prefix) throws IOException {
        Path absolute = prefix.toAbsolutePath();
        Path json = absolute.resolveSibling(absolute.getFileName() + ".json");
        Path html = absolute.resolveSibling(absolute.getFileName() + ".html");
        try {
            Files.createDirectories(absolute.getParent());
            Files.writeString(json, JSON.writeValueAsString(report) + "\n");
            Files.writeString(html, HtmlReport.of(report));
        } catch (IOException e) {
            throw new IOException("cannot write the report to " + prefix + ": " + e, e);
        }
        return List.of(json, html);
    }

    /** Tries whether there could be files of that name, before a run whose result would be lost. */
    public static void check(Path prefix) throws IOException {
        Path absolute = prefix.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null || absolute.getFileName() == null) {
            throw new IOException(prefix + " is no name for files");
        }
        try {
            Files.createDirectories(parent);
        } catch (IOException e) {
            throw new IOException("cannot make the directory " + parent + " for the report", e);
        }
        if (!Files.isWritable(parent)) {
            throw new IOException("this user may not write the report to " + parent);
        }
    }
}
