package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.JournalException;
import io.tapedeck.query.QueryException;
import io.tapedeck.writer.TapeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what is answered is documented. */
class HttpApiDocTest {
    @TempDir
    Path data;

    private static String document() throws IOException {
        return Files.readString(Path.of("..", "docs", "HTTP_API.md"));
    }

    @Test
    void namesEveryRouteThatReadsAndItsParameters() throws IOException {
        String document = document();
        try (Tapedeck deck = Tapedeck.open(data)) {
            for (Routing.Entry entry : Site.of(deck, ServerConfig.defaults(), new DeckHealth(deck), new Metrics())
                    .entries()) {
                if (entry.method().equals("GET")) {
                    assertThat(document).contains("`GET " + entry.path() + "`");
                    for (String parameter : entry.parameters()) {
                        assertThat(document).containsPattern("`\\??" + parameter + "[`=]");
                    }
                }
            }
        }
    }

    @Test
    void namesEveryCodeOfAnException() throws IOException {
        List<Throwable> thrown = new ArrayList<>();
        for (JournalException.Code code : JournalException.Code.values()) {
            thrown.add(new JournalException(code, "x"));
        }
        for (TapeException.Code code : TapeException.Code.values()) {
            thrown.add(new TapeException(code, "x"));
        }
        for (QueryException.Code code : QueryException.Code.values()) {
            thrown.add(new QueryException(code, "x"));
        }
        for (ServerException.Code code : ServerException.Code.values()) {
            thrown.add(new ServerException(code, "x", null));
        }
        thrown.add(new IllegalStateException());
        String document = document();
        for (Throwable one : thrown) {
            Problem problem = ProblemTable.problem(one);
            assertThat(document).containsPattern("\\| " + problem.status() + " \\|[^|]*`" + problem.code() + "`");
        }
    }
}
