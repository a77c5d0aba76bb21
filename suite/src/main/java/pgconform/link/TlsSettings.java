package pgconform.link;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What the client brings to a TLS handshake.
 *
 * @param context trust and client certificate
 * @param host the name sent as SNI (unless it is an address) and, with {@code verifyHost}, the name
 *     that the certificate must bear
 * @param verifyHost whether the certificate must bear that name
 */
public record TlsSettings(SSLContext context, String host, boolean verifyHost) {
  /** The ALPN protocol name registered for PostgreSQL. */
  public static final String ALPN = "postgresql";

  /** The client's side of one handshake, offering these protocols by ALPN. */
  SSLEngine engine(List<String> alpn) {
    SSLEngine engine = context.createSSLEngine(host, 0);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(alpn.toArray(String[]::new));
    if (verifyHost) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return engine;
  }
}
