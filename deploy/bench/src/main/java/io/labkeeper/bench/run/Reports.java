package io.labkeeper.bench.run;

import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the pages are left, for people ({@code .md}) and for programs ({@code .json}). */
public final class Reports {

    private Reports() {}

    /**
     * Writes both and prints the page.
     *
     * @param dir of all benchmarks
     * @param name of this one
     * @param figures what the page was made from
     * @throws ProveException if it cannot
     */
    public static void write(Path dir, String name, String page, Object figures) {
        Path folder = dir.resolve("report");
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name + ".md"), page);
            Files.writeString(folder.resolve(name + ".json"), Json.write(figures) + "\n");
        } catch (IOException e) {
            throw new ProveException("cannot write into " + folder, e);
        }
        System.out.println();
        System.out.println(page);
        System.out.println("written to " + folder.resolve(name + ".md") + " and .json");
    }
}
