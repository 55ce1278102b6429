package io.tapedeck.server;

import io.tapedeck.query.QueryEngine;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** How a tape fares that is read beside its owner, or without one. Any thread. */
final class TapeHealth implements Health {
    private final DataDirectory directory;
    private final TapeMark mark;
    private final QueryEngine engine;

    TapeHealth(DataDirectory directory, TapeMark mark, QueryEngine engine) {
        this.directory = directory;
        this.mark = mark;
        this.engine = engine;
    }

    @Override
    public Finding finding() {
        return new Finding(State.OK, List.of());
    }

    @Override
    public Readiness readiness() {
        return new Readiness(true, 0, 0L);
    }

    @Override
    public void print(JsonGenerator json) {
        json.writeStringProperty("tape_id", mark.id().toString());
        json.writeBooleanProperty("synthetic", mark.synthetic());
        json.writeBooleanProperty("read_only", true);
        json.writeNumberProperty("visible", engine.visibleSeq());
        json.writeNumberProperty("committed_seq", engine.visibleSeq());
        DeckHealth.print(json, engine.readers());
        json.writeName("blocked_by");
        json.writeStartArray();
        json.writeEndArray();
        OwnerCard owner = OwnerCard.read(directory.owner());
        json.writeName("owner");
        if (owner == null || !owner.isOfLivingProcess()) {
            json.writeNull();
        } else {
            owner.print(json);
        }
    }
}
