package io.github.argometer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key and a certificate that vouches for itself, made by the JDK's keytool.
 *
 * @param key PEM file of the private key
 * @param certificate PEM file of the certificate
 * @param trust PKCS12 file that trusts the certificate
 * @param pair PKCS12 file of both
 */
public record TestCertificate(Path key, Path certificate, Path trust, Path pair) {

    private static final String PASSWORD = "changeit";

    /** Makes one under {@code name}. */
    public static TestCertificate in(Path folder, String name) throws Exception {
        Path pair = folder.resolve(name + ".p12");
        Path trust = folder.resolve(name + "-trust.p12");
        Path certificate = folder.resolve(name + ".crt");
        Path key = folder.resolve(name + ".key");
        keytool(
                pair,
                "-genkeypair",
                "-keyalg",
                "RSA", // as the ones that MySQL makes for itself
                "-keysize",
                "2048",
                "-dname",
                "CN=" + name,
                "-ext",
                "bc=ca:true");
        keytool(pair, "-exportcert", "-rfc", "-file", certificate.toString());
        keytool(trust, "-importcert", "-noprompt", "-file", certificate.toString());
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\n" + privateKey(pair) + "\n-----END PRIVATE KEY-----\n");
        return new TestCertificate(key, certificate, trust, pair);
    }

    /** A server's side of TLS that shows it. */
    public SSLContext context() throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(pair.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** The arguments of a database server that shows it. */
    public String[] arguments() {
        return new String[] {"--ssl-key=" + key, "--ssl-cert=" + certificate};
    }

    /** The parameters of a JDBC URL of MySQL that trust it alone. */
    public String trusted() {
        return "sslMode=VERIFY_CA&trustCertificateKeyStoreType=PKCS12&trustCertificateKeyStoreUrl=file:%s&trustCertificateKeyStorePassword=%s"
                .formatted(trust, PASSWORD);
    }

    private static String privateKey(Path pair) throws Exception {
        KeyStore store = KeyStore.getInstance(pair.toFile(), PASSWORD.toCharArray());
        return Base64.getMimeEncoder()
                .encodeToString(store.getKey("it", PASSWORD.toCharArray()).getEncoded());
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-alias", "it", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("keytool failed: " + command);
        }
    }
}
