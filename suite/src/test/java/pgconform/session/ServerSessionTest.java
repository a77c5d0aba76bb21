package pgconform.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.testing.Rows;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.testing.TestCertificate;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SASLInitialResponse;
import pgconform.wire.SASLResponse;

/** The server's side of a start-up, against our own client and against psql. */
class ServerSessionTest {
  private static final Path PSQL = Path.of("/usr/bin/psql");
  private static final String PASSWORD = SessionTesting.PASSWORD;
  private static final BackendKeyData KEY = new BackendKeyData(42, Bytes.ofHex("01020304"));
  private static final ServerSettings SETTINGS =
      new ServerSettings().with(new ServerTls(TestCertificate.server())).with(KEY);

  private final BlockingQueue<IncomingConnection> arrivals = new LinkedBlockingQueue<>();

  /** Receives clients and answers each query with one row. */
  private Script serving(ServerSettings settings) {
    return peer -> {
      IncomingConnection arrival =
          ServerSession.receive(peer.link(), settings, SessionTesting.soon());
      arrivals.add(arrival);
      if (arrival instanceof IncomingConnection.Started started) {
        ServerSession session = started.session();
        while (session.link().next(SessionTesting.soon()).orElse(null)
                instanceof Event.Received received
            && received.message() instanceof Query) {
          session.send(SessionTesting.soon(), Rows.of("well").toArray(BackendMessage[]::new));
          session.send(SessionTesting.soon(), new ReadyForQuery('I'));
        }
      }
    };
  }

  private ScriptedServer start(ServerSettings settings) {
    return ScriptedServer.start(serving(settings));
  }

  private static ServerAuthentication way(String method) {
    Secret password = Secret.of(PASSWORD);
    return switch (method) {
      case "trust" -> ServerAuthentication.TRUST;
      case "cleartext" -> ServerAuthentication.cleartext(password);
      case "md5" -> ServerAuthentication.md5(password);
      default -> ServerAuthentication.scram(password);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "trust, plain",
    "cleartext, plain",
    "md5, plain",
    "scram, plain",
    "trust, tls",
    "cleartext, tls after gss",
    "md5, plain after gss",
    "scram, tls",
    "scram, direct tls"
  })
  void ourOwnClient(String method, String transport) throws Exception {
    try (ScriptedServer server = start(SETTINGS.with(way(method)))) {
      SessionTesting.works(server.connector(), Transport.parse(transport), SessionTesting.login());
    }
    IncomingConnection.Started started =
        assertInstanceOf(IncomingConnection.Started.class, arrivals.poll());
    assertEquals(Optional.of(KEY), started.session().keyData());
    assertEquals(ProtocolVersion.V3_0, started.session().version());
    assertEquals(new Parameter("user", "tester"), started.session().startup().parameters().get(0));
  }

  @ParameterizedTest
  @CsvSource({"cleartext, plain", "md5, plain", "scram, plain", "scram, tls"})
  void theWrongPassword(String method, String transport) throws Exception {
    try (ScriptedServer server = start(SETTINGS.with(way(method)))) {
      StartUpException e =
          SessionTesting.fails(
              server.connector(),
              Transport.parse(transport),
              SessionTesting.login("tester", "another"),
              SessionTesting.PATIENCE);
      assertEquals("28P01", e.error().orElseThrow().sqlState().orElseThrow());
      assertInstanceOf(StartUpFailure.Refused.class, e.failure());
    }
    assertInstanceOf(IncomingConnection.Nothing.class, arrivals.poll());
  }

  private static Session session(Poller poller, ScriptedServer server, Login login)
      throws IOException {
    Link link =
        server
            .connector()
            .open(poller, new Transcript(), "c", Transport.PLAIN, SessionTesting.soon());
    return Session.start(link, login, SessionTesting.soon());
  }

  @ParameterizedTest
  @CsvSource({"3.0, 3.0, 3.0", "3.2, 3.2, 3.2", "3.2, 3.0, 3.0", "3.9999, 3.2, 3.2"})
  void versions(String asked, String newest, String agreed) throws Exception {
    try (ScriptedServer server = start(SETTINGS.upTo(version(newest)));
        Poller poller = new Poller();
        Session session = session(poller, server, SessionTesting.login().under(version(asked)))) {
      assertEquals(
          asked.equals(agreed)
              ? Optional.empty()
              : Optional.of(new NegotiateProtocolVersion(version(agreed).code(), List.of())),
          session.negotiated());
      assertEquals(
          Map.of("server_version", "18.0", "client_encoding", "UTF8"), session.parameters());
    }
    IncomingConnection.Started started =
        assertInstanceOf(IncomingConnection.Started.class, arrivals.poll());
    assertEquals(version(agreed), started.session().version());
  }

  private static ProtocolVersion version(String text) {
    return ProtocolVersion.parse(text);
  }

  @Test
  void optionsOfTheProtocolThatItDoesNotKnow() throws Exception {
    Login login = SessionTesting.login().with(List.of(new Parameter("_pq_.no_such", "1")));
    try (ScriptedServer server = start(new ServerSettings());
        Poller poller = new Poller();
        Session session = session(poller, server, login)) {
      assertEquals(List.of("_pq_.no_such"), session.negotiated().orElseThrow().options());
      assertTrue(session.keyData().isEmpty());
    }
  }

  @Test
  void anotherMajorVersion() throws Exception {
    try (ScriptedServer server = start(SETTINGS)) {
      StartUpException e =
          SessionTesting.fails(server, SessionTesting.login().under(new ProtocolVersion(4, 0)));
      assertEquals(
          "the server refused the session: FATAL 0A000: unsupported frontend protocol 4.0",
          e.getMessage());
    }
  }

  @Test
  void aServerWithoutTls() throws Exception {
    try (ScriptedServer server = start(new ServerSettings().with(KEY))) {
      Optional<Address> here = Optional.of(server.address());
      Connector refusing = new Connector(server.address(), here, here, TestCertificate.client());
      SessionTesting.works(refusing, Transport.PLAIN_AFTER_SSL, SessionTesting.login());
      SessionTesting.works(refusing, Transport.PLAIN_AFTER_GSS, SessionTesting.login());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"PLAIN", "TLS", "DIRECT_TLS", "PLAIN_AFTER_GSS"})
  void aCancelRequest(Transport transport) throws Exception {
    CancelRequest request = new CancelRequest(42, KEY.secretKey());
    try (ScriptedServer server = start(SETTINGS);
        Poller poller = new Poller();
        Link link =
            server
                .connector()
                .open(poller, new Transcript(), "c", transport, SessionTesting.soon())) {
      link.send(request.encode(), List.of(request), SessionTesting.soon());
      assertInstanceOf(Event.Closed.class, link.next(SessionTesting.soon()).orElseThrow());
      assertEquals(new IncomingConnection.Cancel(request), arrivals.poll(20, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00000008 04d2162f 00000008 04d2162f       | EncryptionResponse('N') ErrorResponse 0A000",
        "00000008 04d21640                         | ErrorResponse 0A000",
        "00000009 00030000 00                      | ErrorResponse 28000",
        "0000000a 00030000 4100                    | ErrorResponse 08P01",
        "00000003                                  | Closed[FIN]",
        "16030100                                  | Closed[FIN]",
      })
  void whatItRefuses(String octets, String answers) throws Exception {
    try (ScriptedServer server = start(new ServerSettings());
        Poller poller = new Poller();
        Link link =
            server
                .connector()
                .open(poller, new Transcript(), "c", Transport.PLAIN, SessionTesting.soon())) {
      Bytes all = Bytes.ofHex(octets.replace(" ", ""));
      if (answers.startsWith("Enc")) {
        link.expectEncryptionResponse();
      }
      link.send(all, List.of(), SessionTesting.soon());
      StringBuilder came = new StringBuilder();
      Event event;
      do {
        event = link.next(SessionTesting.soon()).orElseThrow();
        came.append(came.isEmpty() ? "" : " ");
        came.append(event.toString().replaceAll("\\(S=FATAL.*C=(\\w+).*", " $1"));
      } while (!(event instanceof Event.Closed));
      assertTrue(came.toString().startsWith(answers), came.toString());
      assertInstanceOf(IncomingConnection.Nothing.class, arrivals.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void directTlsWithoutAlpn() throws Exception {
    try (ScriptedServer server = start(SETTINGS);
        Poller poller = new Poller();
        Link link =
            Link.connect(poller, new Transcript(), "c", server.address(), SessionTesting.soon())) {
      link.encrypt(TestCertificate.client(), List.of());
      assertInstanceOf(Event.Encrypted.class, link.next(SessionTesting.soon()).orElseThrow());
      assertInstanceOf(Event.Closed.class, link.next(SessionTesting.soon()).orElseThrow());
    }
    assertInstanceOf(IncomingConnection.Nothing.class, arrivals.poll());
  }

  private static Optional<BackendMessage> first(String mechanism, String data) {
    return new ScramServer(Secret.of(PASSWORD), Optional.empty())
        .first(new SASLInitialResponse(mechanism, Optional.of(Bytes.ofText(data))));
  }

  @Test
  void firstMessagesOfScramThatAreWrong() {
    assertTrue(first("SCRAM-SHA-256", "n,,n=*,r=abc").isPresent());
    assertTrue(first("SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,n=*,r=abc").isEmpty());
    assertTrue(first("OTHER", "n,,n=*,r=abc").isEmpty());
    for (String nonsense : List.of("", "n", "n,,", "n,,r=", "y,,n=*")) {
      assertTrue(first("SCRAM-SHA-256", nonsense).isEmpty(), nonsense);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c=biws", "c=biws,r=x,p=AAAA", "c=!,r=x,p=!", "a,b,c"})
  void lastMessagesOfScramThatAreWrong(String message) {
    ScramServer scram = new ScramServer(Secret.of(PASSWORD), Optional.empty());
    scram.first(
        new SASLInitialResponse("SCRAM-SHA-256", Optional.of(Bytes.ofText("n,,n=*,r=abc"))));
    assertTrue(scram.last(new SASLResponse(Bytes.ofText(message))).isEmpty());
  }

  /** What libpq makes of it: the one row, or its complaint. */
  private static String psql(ScriptedServer server, String options) throws Exception {
    assumeTrue(Files.isExecutable(PSQL), "psql is not installed: not tried against it");
    ProcessBuilder builder =
        new ProcessBuilder(
            PSQL.toString(),
            "-XAtw",
            "-c",
            "select 1",
            "host=127.0.0.1 port=%d user=tester dbname=test %s".formatted(server.port(), options));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("PGPASSWORD", PASSWORD);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor();
    return output;
  }

  @ParameterizedTest
  @CsvSource({
    "trust, disable",
    "cleartext, disable",
    "md5, disable",
    "scram, disable",
    "trust, require",
    "cleartext, require",
    "md5, prefer",
    "scram, require"
  })
  void psqlComesIn(String method, String sslmode) throws Exception {
    try (ScriptedServer server = start(SETTINGS.with(way(method)))) {
      assertEquals("well", psql(server, "sslmode=" + sslmode));
    }
  }

  @Test
  void psqlBindsTheChannel() throws Exception {
    try (ScriptedServer server = start(SETTINGS.with(way("scram")))) {
      assertEquals("well", psql(server, "sslmode=require channel_binding=require"));
    }
  }

  @Test
  void psqlIsToldOfTheWrongPassword() throws Exception {
    ServerAuthentication other = ServerAuthentication.scram(Secret.of("another"));
    try (ScriptedServer server = start(SETTINGS.with(other))) {
      String output = psql(server, "sslmode=disable");
      assertTrue(
          output.endsWith("FATAL:  password authentication failed for user \"tester\""), output);
    }
  }

  @Test
  void psqlInPlaintextAfterTlsWasRefused() throws Exception {
    try (ScriptedServer server = start(new ServerSettings())) {
      assertEquals("well", psql(server, "sslmode=prefer"));
    }
  }
}
