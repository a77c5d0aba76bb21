package pgconform.link;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * The settings of a server for a TLS handshake.
 *
 * @param context the certificate and the key
 * @param alpn the protocols that the server selects from those that a client offers by ALPN, in
 *     order of preference; if there are none, the offer is ignored
 * @param serverNames a regular expression for the names that a client may send in SNI; if empty, it
 *     may send any
 */
public record ServerTls(SSLContext context, List<String> alpn, Optional<String> serverNames) {
  /** Copies the list. */
  public ServerTls {
    alpn = List.copyOf(alpn);
  }

  /** A server that accepts any server name. */
  public ServerTls(SSLContext context, List<String> alpn) {
    this(context, alpn, Optional.empty());
  }

  /** A server that selects {@link TlsSettings#ALPN}, as PostgreSQL does. */
  public ServerTls(SSLContext context) {
    this(context, List.of(TlsSettings.ALPN));
  }

  /** Returns the same server, which selects nothing from what clients offer by ALPN. */
  public ServerTls withoutAlpn() {
    return new ServerTls(context, List.of(), serverNames);
  }

  /** Returns the server's side of one handshake. */
  SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(alpn.toArray(String[]::new));
    serverNames.ifPresent(
        names -> parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher(names))));
    engine.setSSLParameters(parameters);
    return engine;
  }
}
