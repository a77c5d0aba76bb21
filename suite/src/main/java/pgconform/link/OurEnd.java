package pgconform.link;

import java.io.IOException;
import pgconform.wire.Side;

/** Ends pgconform's side of a link. */
record OurEnd(
    Poller poller,
    ConnectionTranscript transcript,
    ReceiveQueue inbox,
    NonBlockingSocket socket,
    EncryptionState protection) {
  /** Sends FIN and continues to read. */
  void closeOutput(boolean notify) {
    poller.locked(
        () -> {
          transcript.note(TransportNote.Ours.OUTPUT_CLOSED);
          if (notify) {
            sayCloseNotify();
          }
          if (!socket.fin()) {
            transcript.note(TransportNote.Ours.ALREADY_CLOSED);
          }
        });
  }

  /** Sends close_notify and no FIN. */
  void closeNotify() {
    poller.locked(
        () -> {
          transcript.note(TransportNote.Ours.CLOSE_NOTIFY);
          sayCloseNotify();
        });
  }

  /** Sends RST and drops the connection. */
  void reset() {
    poller.locked(
        () -> {
          if (!socket.closed()) {
            transcript.note(TransportNote.Ours.RESET);
            try {
              socket.resetWhenClosed();
            } catch (IOException | UnsupportedOperationException e) {
              transcript.note(TransportNote.Ours.CLOSED_FOR_RESET);
            }
            socket.abandon();
          }
        });
  }

  /** Closes both directions; further calls do nothing. */
  void close(boolean notify) {
    poller.locked(
        () -> {
          if (!socket.closed()) {
            boolean closedByPeer = inbox.end().isPresent();
            transcript.note(
                closedByPeer ? TransportNote.Ours.CLOSED_AFTER_PEER : TransportNote.Ours.CLOSED);
            if (notify) {
              sayCloseNotify();
            }
            socket.closeWhenSent();
          }
        });
  }

  private void sayCloseNotify() {
    // A client may have ended only its own direction.
    if (inbox.end().isEmpty() || transcript.peer() == Side.FRONTEND) {
      protection.sayCloseNotify();
    }
  }
}
