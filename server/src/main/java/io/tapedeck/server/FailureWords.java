package io.tapedeck.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be had, in words: the message of many such exceptions is the file's name and nothing else. */
final class FailureWords {
    private FailureWords() {}

    static String of(IOException failure) {
        if (failure instanceof AccessDeniedException e) {
            return e.getFile() + ": permission denied";
        } else if (failure instanceof NoSuchFileException e) {
            return e.getFile() + ": no such file or directory";
        } else if (failure instanceof FileAlreadyExistsException e) {
            return e.getFile() + " is a file";
        } else if (failure instanceof FileSystemException e && e.getReason() != null) {
            return e.getReason();
        }
        return failure.getMessage();
    }
}
