package io.tapedeck.tools;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Puts a failure into the one line that its user reads. */
final class ErrorLine {
    private ErrorLine() {}

    static String of(Throwable failure) {
        return text(failure).replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }

    private static String text(Throwable failure) {
        if (failure instanceof NoSuchFileException e) {
            return e.getFile() + ": no such file";
        } else if (failure instanceof AccessDeniedException e) {
            return e.getFile() + ": permission denied";
        } else if (failure instanceof FileSystemException e && e.getReason() != null) {
            return e.getFile() + ": " + e.getReason();
        } else if (failure.getMessage() == null || failure.getMessage().isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return failure instanceof RuntimeException || failure instanceof IOException
                ? failure.getMessage()
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
