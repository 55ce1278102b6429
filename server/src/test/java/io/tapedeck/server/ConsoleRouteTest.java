package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the console's files come whole, with a strict policy, and are not sent again to who has them. */
class ConsoleRouteTest {
    @TempDir
    Path data;

    @Test
    void filesComeWithAPolicyAndATag() {
        try (DeckFixture fixture = new DeckFixture(data)) {
            for (String path : List.of("/", "/console/main.js", "/console/console.css")) {
                HttpResponse<String> answer = fixture.client.get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.headers()
                                .firstValue("Content-Security-Policy")
                                .orElseThrow())
                        .contains("default-src 'none'", "script-src 'self';")
                        .doesNotContain("unsafe");
                String tag = answer.headers().firstValue("ETag").orElseThrow();
                HttpResponse<String> again = fixture.client.get(path, "If-None-Match", tag);
                assertThat(again.statusCode()).as(path).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(fixture.client
                                .get(path, "If-None-Match", "\"other\"")
                                .statusCode())
                        .isEqualTo(200);
            }
            for (String name : List.of("no.js", "..%2fapi.json", "index.html%00", "%2e%2e")) {
                Client.assertProblem(fixture.client.get("/console/" + name), 404, "not_found");
            }
        }
    }

    @Test
    void noPageHasAScriptOrStyleInItself() throws IOException {
        String page = Files.readString(directory().resolve("index.html"));
        assertThat(page).doesNotContain("style=", "onclick", "javascript:", "http://", "<script>", "<style>");
    }

    @Test
    void itsOwnFilesAreTheDirectorysAndSmall() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            List<Path> own = files.toList();
            assertThat(own.stream().map(file -> file.getFileName().toString()).toList())
                    .containsExactlyInAnyOrderElementsOf(ConsoleRoute.FILES.stream()
                            .filter(name -> !name.equals(ConsoleRoute.CHARTS))
                            .toList());
            long bytes = 0;
            for (Path file : own) {
                bytes += Files.size(file);
            }
            assertThat(bytes).as("bytes of the page's own files").isLessThan(100_000);
        }
    }

    private static Path directory() {
        return Path.of("src", "main", "resources", "io", "tapedeck", "server", "console");
    }
}
