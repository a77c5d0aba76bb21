package pgconform.link;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import pgconform.wire.Message;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.StartupMessage;

/** A link from each side of one connection, both watched by one poller. */
abstract class TwoLinks {
  static final StartupMessage STARTUP =
      new StartupMessage(ProtocolVersion.V3_0, List.of(new Parameter("user", "u")));
  static final Duration SHORT = Duration.ofMillis(50);

  final Transcript transcript = new Transcript();
  Poller poller;
  Listener listener;
  Link client;
  Link server;

  @BeforeEach
  void connect() throws Exception {
    poller = new Poller();
    listener = Listener.onLoopback(poller);
    client = Link.connect(poller, Transcript.none(), "c", listener.address(), LinkTesting.soon());
    server = listener.accept(transcript, "s", LinkTesting.soon()).orElseThrow();
  }

  @AfterEach
  void close() {
    listener.close();
    poller.close();
  }

  void send(Message... messages) {
    for (Message message : messages) {
      client.send(message.encode(), List.of(message), LinkTesting.soon());
    }
  }

  void answer(Message message) {
    server.send(message.encode(), List.of(message), LinkTesting.soon());
  }
}
