package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What a decoder handed over: the ticks as text, and what it refused. */
final class Taken implements RowTarget {
    static final long NOW = 1_795_000_000_000_000_000L;
    static final long MAX_BODY_BYTES = 1 << 20;

    final SymbolRegistry symbols = new SymbolRegistry();
    final List<String> ticks = new ArrayList<>();
    final RowErrors errors = new RowErrors();
    ProblemException refusal;

    private final TickPrinter printer = new TickPrinter(Times.Style.NS, TickText.Numbers.JSON, symbols);

    @Override
    public int symbol(byte[] ascii, int offset, int length) {
        SymbolRegistry.check(ascii, offset, length);
        int number = symbols.number(ascii, offset, length);
        return number >= 0 ? number : symbols.define(new String(ascii, offset, length, StandardCharsets.US_ASCII));
    }

    @Override
    public void add(Tick tick) {
        ticks.add(printer.jsonText(tick));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static RowDefaults defaults() {
        return RowDefaults.at(NOW);
    }

    static Taken decode(String body) {
        return decode(utf8(body), null, defaults(), false);
    }

    static Taken partly(String body) {
        return decode(utf8(body), null, defaults(), true);
    }

    /** Decodes as the route does, without recording: a refusal of the body is kept, and then no tick counts. */
    static Taken decode(byte[] body, String contentType, RowDefaults defaults, boolean partial) {
        return decode(body, partial, (read, target, errors) -> {
            boolean form = contentType != null && contentType.endsWith("urlencoded");
            new TickDecoder(target, defaults, errors, partial).decode(read, BodyForm.of(contentType), form);
        });
    }

    /** Decodes line protocol as its routes do. */
    static Taken lines(byte[] body, LinePrecision precision, RowDefaults defaults) {
        return decode(
                body,
                false,
                (read, target, errors) -> new LineBody(new TickRowBuilder(target, defaults, errors), precision)
                        .decode(read.bytes(), read.offset(), read.length()));
    }

    static Taken lines(String body) {
        return lines(utf8(body), LinePrecision.NS, defaults());
    }

    private static Taken decode(byte[] body, boolean partial, BodyRecorder.Decoding decoding) {
        Taken taken = new Taken();
        BodyBuffers buffers = new BodyBuffers(4 * MAX_BODY_BYTES);
        try (Body read = Body.read(new ByteArrayInputStream(body), body.length, MAX_BODY_BYTES, buffers)) {
            decoding.decode(read, taken, taken.errors);
            if (taken.errors.count() > 0 && !partial) {
                throw taken.errors.refusal();
            }
        } catch (ProblemException e) {
            taken.refusal = e;
            taken.ticks.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (buffers.taken() != 0) {
            throw new AssertionError(buffers.taken() + " bytes of buffers were not given back");
        }
        return taken;
    }

    int status() {
        return refusal == null ? 200 : refusal.problem().status();
    }

    String code() {
        return refusal == null ? null : refusal.problem().code();
    }

    /** The code of the first bad row, or of the body. */
    String firstCode() {
        return errors.count() > 0 ? errors.listed().get(0).code() : code();
    }

    static Tick trade(int symbol, long tsNanos, long mantissa, int scale) {
        return new Tick().start(symbol, TickKind.TRADE, tsNanos).decimal(0, mantissa, scale);
    }
}
