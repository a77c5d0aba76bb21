package pgconform.link;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What the server brings to a TLS handshake.
 *
 * @param context certificate and key
 * @param alpn the protocols that it selects from what a client offers by ALPN, its favourite first;
 *     if there are none, an offer is ignored
 */
public record ServerTls(SSLContext context, List<String> alpn) {
  /** Copies the list. */
  public ServerTls {
    alpn = List.copyOf(alpn);
  }

  /** A server that selects {@link TlsSettings#ALPN}, as PostgreSQL does. */
  public ServerTls(SSLContext context) {
    this(context, List.of(TlsSettings.ALPN));
  }

  /** The server's side of one handshake. */
  SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(alpn.toArray(String[]::new));
    engine.setSSLParameters(parameters);
    return engine;
  }
}
