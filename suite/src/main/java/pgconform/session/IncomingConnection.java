package pgconform.session;

import pgconform.wire.CancelRequest;

/** The purpose of a new connection: a session, a CancelRequest, or neither. */
public sealed interface IncomingConnection {
  /** A session, which is ready for queries. */
  record Started(ServerSession session) implements IncomingConnection {}

  /** A CancelRequest, after which the server closes the connection without an answer. */
  record Cancel(CancelRequest request) implements IncomingConnection {}

  /** Neither: the client left, was silent, or was refused with an error. */
  record Nothing() implements IncomingConnection {}
}
