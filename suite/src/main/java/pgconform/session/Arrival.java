package pgconform.session;

import pgconform.wire.CancelRequest;

/** What a connection turns out to be for. */
public sealed interface Arrival {
  /** A session, which is ready for queries. */
  record Started(ServerSession session) implements Arrival {}

  /** A CancelRequest; the server closes the connection without an answer. */
  record Cancel(CancelRequest request) implements Arrival {}

  /** Nothing: the client left, was silent, or was refused and told why. */
  record Nothing() implements Arrival {}
}
