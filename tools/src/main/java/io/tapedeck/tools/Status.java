package io.tapedeck.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * Whether a data directory is in use, and what its owner says of itself.
 *
 * @param data the directory
 * @param running whether a process holds the directory's lock
 * @param holder that process, where the kernel says
 * @param owner what the owner wrote, or null
 * @param health what it answers on {@code /health}, or null where it does not
 * @param ready whether it says on {@code /readyz} that it may take traffic
 */
record Status(Path data, boolean running, OptionalLong holder, OwnerFile owner, JsonNode health, boolean ready) {
    static Status of(Path data) throws IOException, InterruptedException {
        OwnerLock lock = OwnerLock.of(data);
        boolean running = lock.isHeld();
        OwnerFile owner = running ? OwnerFile.read(data) : null;
        JsonNode health =
                owner == null || owner.address() == null ? null : HttpClients.health(owner, OwnerKey.read(data));
        boolean ready = health != null && HttpClients.isReady(owner);
        return new Status(data, running, running ? lock.holder() : OptionalLong.empty(), owner, health, ready);
    }

    /** The owner's process id: the kernel's word before the file's. */
    long pid() {
        return holder.orElse(owner == null ? 0 : owner.pid());
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!running) {
            lines.add(data + ": not running");
            return lines;
        }
        lines.add(data + ": running, process " + (pid() == 0 ? "unknown" : pid()));
        if (owner != null) {
            lines.add("  since    " + owner.started() + ", version " + owner.version());
            lines.add("  address  " + (owner.address() == null ? "none" : owner.address()));
        }
        if (health != null) {
            lines.add("  state    " + health.path("state").asString("unknown"));
            health.path("reasons").forEach(reason -> lines.add("           " + reason.asString()));
            lines.add("  ready    " + (ready ? "yes" : "no"));
            lines.add("  visible  up to seq " + health.path("visible").asString("?"));
        } else if (owner != null && owner.address() != null) {
            lines.add("  state    it does not answer on " + owner.address());
        }
        return lines;
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("data", data.toString());
        json.put("running", running);
        json.put("ready", ready);
        json.put("pid", pid() == 0 ? null : pid());
        json.put("owner", owner);
        json.put("health", health);
        return json;
    }
}
