package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.server.EventStream.Event;
import io.tapedeck.writer.EventPlace;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Goal: changes of positions and alerts come in replays in their places between the ticks, and say what streams say of them. */
@Timeout(120)
class ReplayEventsTest {
    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    @Test
    void aReplayOutOfTheJournalHasThemInTheirPlaces() throws Exception {
        TestEvents.fill(fixture, new Random(11), 0);
        List<EventPlace> places = TestEvents.places(fixture);
        List<Event> told;
        try (EventStream stream = fixture.stream("?kinds=trade,quote,position,alert&after=0")) {
            told = stream.next(places.size());
        }
        String query = "/v1/replay?speed=max&kind=trade,quote,position,alert";
        assertThat(replayed(query)).isEqualTo(told);
        for (int i = 0; i < places.size(); i++) {
            List<Event> rest = told.subList(i + 1, told.size());
            String id = FrameText.id(places.get(i));
            if (rest.isEmpty()) {
                assertThat(fixture.client.get(query, "Last-Event-ID", id).statusCode())
                        .isEqualTo(204);
            } else {
                assertThat(replayed(query, "Last-Event-ID", id)).as("%s", id).isEqualTo(rest);
            }
        }
        // Two ranges of numbers that follow each other are the whole.
        long seq = places.get(places.size() / 2).seq();
        List<Event> both = new ArrayList<>(replayed(query + "&to_seq=" + seq));
        both.addAll(replayed(query + "&after_seq=" + seq));
        assertThat(both).isEqualTo(told);
        assertThat(replayed("/v1/replay?speed=max"))
                .isEqualTo(told.stream()
                        .filter(event ->
                                event.kind().equals("trade") || event.kind().equals("quote"))
                        .toList());
        assertThat(replayed("/v1/replay?speed=max&kind=alert&symbol=S1"))
                .isEqualTo(told.stream()
                        .filter(event ->
                                event.kind().equals("alert") && event.data().contains("\"symbol\":\"S1\""))
                        .toList());
        assertThat(replayed("/v1/replay?speed=max&kind=position&clock=recv_ts&from=2026-11-23"))
                .isEqualTo(told.stream()
                        .filter(event -> event.kind().equals("position"))
                        .toList());
        assertProblem(fixture.client.get("/v1/replay?kind=position&from=2026-11-23"), 400, "bad_parameter");
    }

    /** The frames between the first and the last, without their mark. */
    private List<Event> replayed(String path, String... headers) {
        HttpResponse<String> answer = fixture.client.get(path, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<Event> events = new ArrayList<>();
        for (String event : answer.body().split("\n\n")) {
            if (event.startsWith("id: ")) {
                String[] lines = event.split("\n");
                assertThat(lines[2]).endsWith(",\"replay\":true}");
                events.add(new Event(
                        lines[0].substring(4),
                        lines[1].substring(7),
                        lines[2].substring(6).replace(",\"replay\":true}", "}")));
            }
        }
        return events;
    }
}
