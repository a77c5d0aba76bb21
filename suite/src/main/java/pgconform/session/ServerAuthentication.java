package pgconform.session;

import java.util.List;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.wire.AuthenticationCleartextPassword;
import pgconform.wire.AuthenticationMD5Password;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.Message;
import pgconform.wire.PasswordMessage;
import pgconform.wire.SASLInitialResponse;
import pgconform.wire.SASLResponse;

/** How a server authenticates a client, up to the point at which it sends AuthenticationOk. */
@FunctionalInterface
public interface ServerAuthentication {
  /** Trust authentication: accepts all clients. */
  ServerAuthentication TRUST = (link, user, deadline) -> true;

  /** Sends the client the authentication requests; returns whether it is admitted. */
  boolean admit(Link link, String user, Deadline deadline);

  /** Requests the password in cleartext. */
  static ServerAuthentication cleartext(Secret password) {
    return (link, user, deadline) ->
        ask(link, new AuthenticationCleartextPassword(), deadline)
            .equals(Optional.of(new PasswordMessage(password.reveal())));
  }

  /** Requests the password hashed with MD5. */
  static ServerAuthentication md5(Secret password) {
    return (link, user, deadline) -> {
      Bytes salt = Bytes.of(ScramServer.random(4));
      String expected = Md5.answer(user, password.reveal(), salt);
      return ask(link, new AuthenticationMD5Password(salt), deadline)
          .equals(Optional.of(new PasswordMessage(expected)));
    };
  }

  /** Requests SCRAM-SHA-256, over TLS also with channel binding. */
  static ServerAuthentication scram(Secret password) {
    return (link, user, deadline) ->
        scram(new ScramServer(password, link.tlsSession()), link, deadline);
  }

  /**
   * Requests SCRAM-SHA-256, and also names unknown mechanisms.
   *
   * @param before the mechanisms in front of it in the list
   * @param behind the mechanisms after it in the list
   */
  static ServerAuthentication scramAmong(
      Secret password, List<String> before, List<String> behind) {
    return (link, user, deadline) ->
        scram(new ScramServer(password, link.tlsSession()).among(before, behind), link, deadline);
  }

  /** Requests SCRAM-SHA-256 without channel binding. */
  static ServerAuthentication scramWithoutBinding(Secret password) {
    return (link, user, deadline) ->
        scram(new ScramServer(password, Optional.empty()), link, deadline);
  }

  private static boolean scram(ScramServer scram, Link link, Deadline deadline) {
    Optional<BackendMessage> last =
        ask(link, scram.request(), deadline)
            .filter(SASLInitialResponse.class::isInstance)
            .flatMap(initial -> scram.first((SASLInitialResponse) initial))
            .flatMap(first -> ask(link, first, deadline))
            .filter(SASLResponse.class::isInstance)
            .flatMap(proof -> scram.last((SASLResponse) proof));
    last.ifPresent(message -> ServerSession.send(link, deadline, message));
    return last.isPresent();
  }

  /** Sends a request and returns the answer; empty if the client sends none. */
  private static Optional<Message> ask(Link link, BackendMessage request, Deadline deadline) {
    ServerSession.send(link, deadline, request);
    return link.next(deadline)
        .filter(Event.Received.class::isInstance)
        .map(event -> ((Event.Received) event).message());
  }
}
