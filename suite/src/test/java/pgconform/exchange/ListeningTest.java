package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pgconform.link.Poller;
import pgconform.link.Transcript;

/** Clients can connect at the addresses of the case, and at no others. */
class ListeningTest {
  private static final String USUAL = "127.0.0.1";
  private static final String OTHER = "127.0.0.2";

  private final Poller poller = new Poller();
  private final Listening listening = new Listening(poller);

  @AfterEach
  void close() {
    listening.close();
    poller.close();
  }

  private Socket connect(String address) throws IOException {
    return new Socket(InetAddress.getByName(address), listening.port());
  }

  private boolean refuses(String address) {
    try (Socket socket = connect(address)) {
      return !socket.isConnected();
    } catch (IOException e) {
      return true;
    }
  }

  private Optional<String> accepted() {
    return listening
        .accept(new Transcript(), "a", ClientCase.late())
        .map(
            arrived -> {
              arrived.link().close();
              return arrived.address();
            });
  }

  @Test
  void aCaseBeginsAtTheUsualAddress() throws IOException {
    assertEquals(Optional.empty(), accepted(), "nobody waits for a connection");
    assertTrue(refuses(OTHER));
    assertFalse(listening.hasConnection());
    try (Socket socket = connect(USUAL)) {
      assertTrue(poller.await(listening::hasConnection, ClientCase.late()));
      assertEquals(Optional.of(USUAL), accepted());
      assertFalse(listening.hasConnection());
      assertTrue(socket.isConnected());
    }
  }

  @Test
  void anAddressThatIsAddedIsListenedAtBesideTheOthers() throws Exception {
    listening.at(List.of(USUAL, OTHER));
    try (Socket socket = connect(OTHER)) {
      assertTrue(poller.await(listening::hasConnection, ClientCase.late()));
      assertEquals(Optional.of(OTHER), accepted());
      assertTrue(socket.isConnected());
    }
    assertFalse(refuses(USUAL));
  }

  @Test
  void anAddressThatIsLeftOutIsClosed() throws Exception {
    listening.at(List.of(OTHER));
    assertTrue(refuses(USUAL));
    assertFalse(refuses(OTHER));
    listening.at(List.of(USUAL));
    assertTrue(refuses(OTHER));
    assertFalse(refuses(USUAL));
    listening.close();
    assertTrue(refuses(USUAL));
  }

  @Test
  void aMachineThatCannotListenThereCannotRunTheCase() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(OTHER, listening.port()));
      CannotJudgeException e =
          assertThrows(CannotJudgeException.class, () -> listening.at(List.of(USUAL, OTHER)));
      assertEquals(Verdict.UNSUPPORTED, e.verdict);
      String says = "this machine cannot listen at 127.0.0.2, port %d: ";
      assertTrue(e.getMessage().startsWith(says.formatted(listening.port())), e.getMessage());
    }
    assertDoesNotThrow(() -> listening.at(List.of(USUAL, OTHER)));
  }
}
