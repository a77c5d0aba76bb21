package pgconform.link;

import io.netty.util.NetUtil;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * The settings of a client for a TLS handshake.
 *
 * @param context the trusted certificates and the client certificate
 * @param host with {@code verifyHost}, the name that the certificate must contain
 * @param verifyHost whether the certificate must contain that name
 * @param serverName the name that is sent in SNI, unless it is empty or an address
 */
public record TlsSettings(SSLContext context, String host, boolean verifyHost, String serverName) {
  /** The ALPN protocol name registered for PostgreSQL. */
  public static final String ALPN = "postgresql";

  /** Sends the host as SNI. */
  public TlsSettings(SSLContext context, String host, boolean verifyHost) {
    this(context, host, verifyHost, host);
  }

  /** Returns the same settings with another name in SNI; an empty one sends none. */
  public TlsSettings naming(String other) {
    return new TlsSettings(context, host, verifyHost, other);
  }

  /**
   * Returns the server name for SNI; as in libpq, it is sent for every host name that is not an
   * address.
   */
  private List<SNIServerName> names() {
    if (NetUtil.isValidIpV4Address(serverName) || NetUtil.isValidIpV6Address(serverName)) {
      return List.of();
    }
    try {
      return List.of(new SNIHostName(serverName));
    } catch (IllegalArgumentException e) {
      // A name that is not valid in SNI, such as an empty one.
      return List.of();
    }
  }

  /** Returns the client's side of one handshake, which offers these protocols by ALPN. */
  SSLEngine engine(List<String> alpn) {
    // Sessions are resumed by host and port, and a resumed one sends its original name.
    int port = serverName.equals(host) ? 0 : 1 + (serverName.hashCode() & 0x7fff);
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(names());
    parameters.setApplicationProtocols(alpn.toArray(String[]::new));
    if (verifyHost) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return engine;
  }
}
