package pgconform.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.TlsSettings;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.target.postgres.PostgresRelease;
import pgconform.target.postgres.PostgresServer;
import pgconform.target.postgres.Roles;
import pgconform.target.postgres.ServerSettings;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.SASLInitialResponse;

/** Every way into a real PostgreSQL. */
@Tag("embedded")
class RealServerTest {
  private static PostgresServer server;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start(PostgresRelease.parse("18"), ServerSettings.NONE);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static Connector connector() throws IOException, GeneralSecurityException {
    X509Certificate authority;
    try (var in = Files.newInputStream(server.caCertificate())) {
      authority = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", authority);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    Optional<Address> socket = server.unixSocket();
    return new Connector(
        new Address.Tcp("127.0.0.1", server.port()),
        socket,
        socket,
        new TlsSettings(context, "127.0.0.1", true));
  }

  private static Login login(String role, String password) {
    return new Login(
        role,
        Roles.DATABASE,
        Optional.ofNullable(password).map(Secret::of),
        ProtocolVersion.V3_0,
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "pgconform, plain",
    "pgconform, tls",
    "pgconform, direct tls",
    "pgconform_password, plain",
    "pgconform_password, tls",
    "pgconform_md5, plain",
    "pgconform_md5, direct tls",
    "pgconform_scram, plain",
    "pgconform_scram, tls",
    "pgconform_scram, direct tls",
    "pgconform_hostssl, tls"
  })
  void comesIn(String role, String transport) throws IOException, GeneralSecurityException {
    SessionTesting.works(
        connector(), Transport.parse(transport), login(role, Roles.secret().reveal()));
  }

  @ParameterizedTest
  @CsvSource({
    "pgconform_password, plain, 28P01",
    "pgconform_md5, plain, 28P01",
    "pgconform_scram, plain, 28P01",
    "pgconform_scram, tls, 28P01",
    "pgconform_hostssl, plain, 28000",
    "pgconform_reject, plain, 28000",
    "pgconform_nologin, tls, 28000",
    "nobody, plain, 28000"
  })
  void doesNotComeInWithTheWrongPassword(String role, String transport, String code)
      throws IOException, GeneralSecurityException {
    StartUpException e =
        SessionTesting.fails(
            connector(),
            Transport.parse(transport),
            login(role, "the wrong password"),
            SessionTesting.PATIENCE);
    assertEquals(code, e.error().orElseThrow().sqlState().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"pgconform_password", "pgconform_md5", "pgconform_scram"})
  void doesNotComeInWithoutAPassword(String role) throws IOException, GeneralSecurityException {
    StartUpException e =
        SessionTesting.fails(
            connector(), Transport.TLS, login(role, null), SessionTesting.PATIENCE);
    assertEquals(
        "the server requires a password for user \"%s\", but none was supplied (PGPASSWORD can supply one)"
            .formatted(role),
        e.getMessage());
  }

  @Test
  void bindsTheChannelWhereItCan() throws IOException, GeneralSecurityException {
    for (Transport transport : Transport.values()) {
      Transcript transcript = new Transcript();
      try (Poller poller = new Poller()) {
        Link link = connector().open(poller, transcript, "c", transport, SessionTesting.soon());
        Session.start(link, login(Roles.SCRAM, Roles.secret().reveal()), SessionTesting.soon())
            .close();
      }
      String mechanism =
          transcript.entries().stream()
              .flatMap(e -> e.items().stream())
              .filter(SASLInitialResponse.class::isInstance)
              .map(m -> ((SASLInitialResponse) m).mechanism())
              .findFirst()
              .orElseThrow();
      assertEquals(
          transport.toString().contains("tls") ? "SCRAM-SHA-256-PLUS" : "SCRAM-SHA-256", mechanism);
    }
  }

  @Test
  void overTheUnixSocket() throws IOException, GeneralSecurityException {
    Connector connector = new Connector(server.unixSocket().orElseThrow(), connector().tls());
    SessionTesting.works(connector, Transport.PLAIN, login(Roles.SCRAM, Roles.secret().reveal()));
    assertTrue(server.isAlive());
  }
}
