package io.github.argometer.recorder;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.client.tls.MariaDbX509EphemeralTrustingManager;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.tls.main.DefaultTlsSocketPlugin;

/**
 * The driver's TLS where certificates are verified, without its leniency: it takes a certificate that nobody vouches for if
 * the server turns out to know the password. The driver finds this class by its type.
 */
public final class StrictTls extends DefaultTlsSocketPlugin {

    /** What {@code tlsSocketType} names it by. */
    static final String TYPE = "strict";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public TrustManager[] getTrustManager(Configuration conf, ExceptionFactory exceptions, HostAddress host)
            throws SQLException {
        TrustManager[] managers = super.getTrustManager(conf, exceptions, host);
        TrustManager[] strict = new TrustManager[managers.length];
        for (int i = 0; i < managers.length; i++) {
            strict[i] = managers[i] instanceof MariaDbX509EphemeralTrustingManager lenient
                    ? new Strict(lenient)
                    : managers[i];
        }
        return strict;
    }

    private record Strict(MariaDbX509EphemeralTrustingManager lenient) implements X509TrustManager {

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            lenient.checkServerTrusted(chain, type);
            if (lenient.getFingerprint() != null) { // what it keeps of a certificate that it could not verify
                throw new CertificateException("the server's certificate is not trusted");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            lenient.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return lenient.getAcceptedIssuers();
        }
    }
}
