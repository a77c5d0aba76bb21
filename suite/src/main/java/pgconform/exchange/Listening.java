package pgconform.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Listener;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.scenario.TellStep;

/** The addresses on which the client of a case can connect, all with the same port. */
final class Listening implements AutoCloseable {
  /**
   * A connection that has arrived.
   *
   * @param address the address on which it arrived
   */
  record Arrived(Link link, String address) {}

  private final Poller poller;
  private final Map<String, Listener> listeners = new LinkedHashMap<>();
  private final int port;

  Listening(Poller poller) {
    this.poller = poller;
    try {
      Listener first = Listener.onLoopback(poller);
      listeners.put(TellStep.USUAL_ADDRESS, first);
      port = first.port();
    } catch (IOException e) {
      throw new UncheckedIOException("no port can be had: " + e.getMessage(), e);
    }
  }

  int port() {
    return port;
  }

  /** Listens on these addresses from now on, and on no others. */
  void at(List<String> addresses) throws CannotJudgeException {
    for (String other : new TreeSet<>(listeners.keySet())) {
      if (!addresses.contains(other)) {
        listeners.remove(other).close();
      }
    }
    for (String address : addresses) {
      if (!listeners.containsKey(address)) {
        try {
          listeners.put(address, Listener.onLoopback(poller, address, port));
        } catch (IOException e) {
          throw CannotJudgeException.unsupported(
              "this machine cannot listen at %s, port %d: %s"
                  .formatted(address, port, e.getMessage()));
        }
      }
    }
  }

  /** Returns whether a connection has arrived that was not taken. */
  boolean hasConnection() {
    return listeners.values().stream().anyMatch(Listener::hasConnection);
  }

  /** Takes a connection that has arrived; empty if there is none. */
  Optional<Arrived> accept(Transcript transcript, String name, Deadline deadline) {
    for (Map.Entry<String, Listener> each : listeners.entrySet()) {
      if (each.getValue().hasConnection()) {
        return each.getValue()
            .accept(transcript, name, deadline)
            .map(link -> new Arrived(link, each.getKey()));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    listeners.values().forEach(Listener::close);
  }
}
