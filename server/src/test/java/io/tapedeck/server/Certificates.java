package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates made by the JDK's keytool, and written as PEM. */
final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private Certificates() {}

    /**
     * A new pair that signs itself, for localhost.
     *
     * @param certificate PEM
     * @param key PEM, PKCS#8
     * @param held the certificate
     */
    record Pair(Path certificate, Path key, X509Certificate held) {
        TlsFiles files() {
            return new TlsFiles(certificate, key);
        }
    }

    static Pair make(Path directory, String name, String... options) throws Exception {
        Path store = directory.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "k",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(List.of(options.length == 0 ? new String[] {"-keyalg", "EC", "-validity", "30"} : options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
        return pem(directory, name, store);
    }

    private static Pair pem(Path directory, String name, Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        X509Certificate certificate = (X509Certificate) store.getCertificate("k");
        PrivateKey key = (PrivateKey) store.getKey("k", PASSWORD);
        return new Pair(
                write(directory.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded()),
                write(directory.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded()),
                certificate);
    }

    static Path write(Path file, String type, byte[] der) throws IOException {
        return Files.writeString(
                file,
                "-----BEGIN " + type + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type
                        + "-----\n");
    }
}
