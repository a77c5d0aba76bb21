package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;

/** Connecting, and failing to. */
class ConnectTest {
  private static final int CONNECTIONS = 50;

  private static LinkException refused(Address address, Duration patience) {
    try (Poller poller = new Poller()) {
      return assertThrows(
          LinkException.class,
          () ->
              Link.connect(poller, new Transcript(), "client", address, Deadline.in(patience))
                  .close());
    }
  }

  @Test
  void bothSidesAreHeard() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.send(new ParameterStatus("in", Integer.toString(peer.peek())));
                  peer.send(new ReadyForQuery('I'));
                });
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      LinkTesting.send(link, Bytes.of((byte) 42));
      assertEquals(new ParameterStatus("in", "42"), LinkTesting.message(link));
      assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
      assertEquals("client", link.name());
      assertTrue(link.tlsSession().isEmpty());
    }
  }

  @Test
  void theBeginningIsNotedBeforeWhatFollowsAtOnce() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.send(new ReadyForQuery('I'));
                  peer.reset();
                });
        Poller poller = new Poller()) {
      AtomicBoolean enough = new AtomicBoolean();
      // Another thread reads whatever comes, even before the connect returns.
      CompletableFuture<Boolean> reader =
          LinkTesting.aside(() -> poller.await(enough::get, LinkTesting.soon()));
      for (int i = 0; i < CONNECTIONS; i++) {
        Transcript transcript = new Transcript();
        try (Link link = LinkTesting.connect(poller, transcript, "client", server)) {
          while (!(LinkTesting.next(link) instanceof Event.Closed)) {}
        }
        assertEquals(
            List.of(new TransportNote.Connected(server.address())),
            transcript.entries().get(0).items());
      }
      enough.set(true);
      assertTrue(LinkTesting.of(reader));
    }
  }

  @Test
  void byTheNameOfAHost() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(peer -> peer.send(new ReadyForQuery('I')));
        Poller poller = new Poller();
        Link link =
            Link.connect(
                poller,
                new Transcript(),
                "client",
                new Address.Tcp("localhost", server.port()),
                LinkTesting.soon())) {
      assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
    }
  }

  @Test
  void aPortWhereNobodyListens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    LinkException e = refused(new Address.Tcp("127.0.0.1", port), LinkTesting.PATIENCE);
    assertEquals(
        "cannot connect to 127.0.0.1:%d: Connection refused".formatted(port), e.getMessage());
    assertFalse(e.reached());
  }

  @Test
  void aHostThatNobodyKnows() {
    LinkException e = refused(new Address.Tcp("no-such-host.invalid", 5432), LinkTesting.PATIENCE);
    assertEquals(
        "cannot connect to no-such-host.invalid:5432: the host name is not known", e.getMessage());
    assertFalse(e.reached());
  }

  @Test
  void aHostThatDoesNotAnswer() throws Exception {
    // A full queue of connections that nobody accepts lets no further one in.
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Poller poller = new Poller()) {
      Address address = new Address.Tcp("127.0.0.1", socket.getLocalPort());
      LinkException e = null;
      for (int i = 0; i < 20 && e == null; i++) {
        try {
          Link.connect(poller, new Transcript(), "c", address, Deadline.in(Duration.ofMillis(300)));
        } catch (LinkException silent) {
          e = silent;
        }
      }
      assertEquals("cannot connect to " + address + ": no answer in time", e.getMessage());
      assertFalse(e.reached());
    }
  }

  @Test
  void aUnixSocket(@TempDir Path folder) throws Exception {
    Path file = folder.resolve(".s.PGSQL.5432");
    try (ScriptedServer server =
            ScriptedServer.start(
                file,
                peer -> {
                  assertEquals(7, peer.peek());
                  peer.send(new ReadyForQuery('I'));
                  peer.awaitEnd();
                });
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      LinkTesting.send(link, Bytes.of((byte) 7));
      assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
      assertEquals(file.toString(), server.address().toString());
      assertEquals("localhost", server.address().host());
    }
  }

  @Test
  void aUnixSocketThatIsNotThere(@TempDir Path folder) throws Exception {
    Path nothing = folder.resolve("nothing");
    LinkException none = refused(new Address.Unix(nothing), LinkTesting.PATIENCE);
    assertEquals(
        "cannot connect to %s: No such file or directory".formatted(nothing), none.getMessage());
    Path file = Files.createFile(folder.resolve("file"));
    LinkException plain = refused(new Address.Unix(file), LinkTesting.PATIENCE);
    assertEquals("cannot connect to %s: Connection refused".formatted(file), plain.getMessage());
    assertFalse(plain.reached());
  }

  @Test
  void aUnixSocketWhoseNameIsTooLong(@TempDir Path folder) {
    Path file = folder.resolve("x".repeat(200));
    LinkException e = refused(new Address.Unix(file), LinkTesting.PATIENCE);
    assertTrue(e.getMessage().startsWith("cannot connect to " + file + ": "), e.getMessage());
  }

  @Test
  void addressesAreWrittenAsUsersWriteThem() {
    assertEquals("db.example:5432", new Address.Tcp("db.example", 5432).toString());
    assertEquals("[::1]:5432", new Address.Tcp("::1", 5432).toString());
  }
}
