package pgconform.target.libpq;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import pgconform.link.TlsSettings;
import pgconform.target.failure.TargetUnavailable;

/** Creates the TLS settings for libpq's parameters. */
public final class TlsContexts {
  private TlsContexts() {}

  /** Returns the settings for a handshake with a host. */
  public static TlsSettings of(ConnectionSettings settings, HostPort host) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(settings), trust(settings), null);
      String name = host.isUnixSocket() ? "localhost" : host.host();
      return new TlsSettings(context, name, settings.sslmode() == SslMode.VERIFY_FULL);
    } catch (GeneralSecurityException | IOException e) {
      throw new TargetUnavailable("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** Returns the context with which a server presents a certificate. */
  public static SSLContext showing(Path certificate, Path key) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(certificate, key), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new TargetUnavailable("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(ConnectionSettings settings)
      throws GeneralSecurityException, IOException {
    boolean verify =
        settings.sslmode() == SslMode.VERIFY_CA
            || settings.sslmode() == SslMode.VERIFY_FULL
            || settings.sslrootcert().isPresent();
    if (!verify) {
      return new TrustManager[] {new TrustEverybody()};
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (settings.systemRoots()) {
      factory.init((KeyStore) null);
      return factory.getTrustManagers();
    }
    Path file = settings.rootCertificateFile().orElse(null);
    if (file == null) {
      throw new IOException(
          "sslmode=%s needs sslrootcert, the file with the trusted authorities"
              .formatted(settings.sslmode().text()));
    }
    KeyStore store = empty();
    int number = 0;
    for (Certificate certificate : certificates(file, "sslrootcert")) {
      store.setCertificateEntry("root" + number++, certificate);
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(ConnectionSettings settings)
      throws GeneralSecurityException, IOException {
    if (settings.sslcert().isEmpty() || settings.sslkey().isEmpty()) {
      return new KeyManager[0];
    }
    return keys(settings.sslcert().get(), settings.sslkey().get());
  }

  private static KeyManager[] keys(Path certificate, Path key)
      throws GeneralSecurityException, IOException {
    Certificate[] chain = certificates(certificate, "sslcert").toArray(Certificate[]::new);
    KeyStore store = empty();
    store.setKeyEntry("own", privateKey(key), new char[0], chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file, String parameter)
      throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (IOException e) {
      throw new IOException("%s: the file %s cannot be read".formatted(parameter, file), e);
    }
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
    String pem;
    try {
      pem = Files.readString(file);
    } catch (IOException e) {
      throw new IOException("sslkey: the file %s cannot be read".formatted(file), e);
    }
    int begin = pem.indexOf("-----BEGIN PRIVATE KEY-----");
    int end = pem.indexOf("-----END PRIVATE KEY-----");
    if (begin < 0 || end < begin) {
      throw new IOException(
          "sslkey: %s holds no unencrypted PKCS #8 key (openssl pkcs8 -topk8 -nocrypt makes one)"
              .formatted(file));
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + 27, end));
    for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // The key may be of the next algorithm.
      }
    }
    throw new IOException("sslkey: %s holds a key of an unknown kind".formatted(file));
  }

  /** Trusts every certificate, as libpq does below verify-ca. */
  private static final class TrustEverybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
