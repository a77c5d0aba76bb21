package pgconform.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import pgconform.link.TlsSettings;

/** The certificate of all test servers, for 127.0.0.1, and what either side makes of it. */
public final class TestCertificate {
  private static final X509Bundle BUNDLE = make();
  private static final SSLContext SERVER = makeServer();

  private TestCertificate() {}

  private static X509Bundle make() {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=localhost")
          .addSanDnsName("localhost")
          .addSanIpAddress("127.0.0.1")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException("no certificate can be made", e);
    }
  }

  /** The certificate itself. */
  public static X509Certificate certificate() {
    return BUNDLE.getCertificate();
  }

  /** What a server needs. */
  public static SSLContext server() {
    return SERVER;
  }

  /** The private key and the certificate, as programs take them from a file. */
  public static String pem() {
    return BUNDLE.getPrivateKeyPEM() + BUNDLE.getCertificatePathPEM();
  }

  private static SSLContext makeServer() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(BUNDLE.toKeyManagerFactory().getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS cannot be set up", e);
    }
  }

  /** A client that trusts the certificate and checks its name. */
  public static TlsSettings client() {
    return client("127.0.0.1", true);
  }

  /** A client that trusts the certificate. */
  public static TlsSettings client(String host, boolean verifyHost) {
    return new TlsSettings(context(BUNDLE.toTrustManager()), host, verifyHost);
  }

  /** A client that trusts nobody whom this server could be. */
  public static TlsSettings distrustful() {
    return new TlsSettings(context(make().toTrustManager()), "127.0.0.1", true);
  }

  private static SSLContext context(TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS cannot be set up", e);
    }
  }
}
