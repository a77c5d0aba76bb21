package pgconform.link;

import java.util.List;
import java.util.Optional;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.FrontendMessage;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.SSLRequest;

/**
 * Opens links to a server, given its addresses and its TLS settings.
 *
 * @param address the address in the name of the target
 * @param unixSocket the Unix-domain socket of the server, if it is known to have one
 * @param tlsRefused an address where SSLRequest is answered with N, if there is one
 * @param tls the settings for a TLS handshake
 */
public record Connector(
    Address address, Optional<Address> unixSocket, Optional<Address> tlsRefused, TlsSettings tls) {

  /** A server of which one address is known. */
  public Connector(Address address, TlsSettings tls) {
    this(address, Optional.empty(), Optional.empty(), tls);
  }

  /**
   * Returns a connector to an address where the same server refuses TLS; empty if there is none.
   */
  public Optional<Connector> whereTlsIsRefused() {
    return tlsRefused.map(place -> new Connector(place, unixSocket, tlsRefused, tls));
  }

  /**
   * Opens a link and encrypts it as requested, up to the point where a StartupMessage or a
   * CancelRequest may be sent.
   *
   * @throws LinkException with one sentence, if the server cannot be reached or does not encrypt
   */
  public Link open(
      Poller poller, Transcript transcript, String name, Transport transport, Deadline deadline)
      throws LinkException {
    Link link = Link.connect(poller, transcript, name, place(transport), deadline);
    try {
      switch (transport) {
        case PLAIN, UNIX_SOCKET -> {}
        case TLS -> {
          request(link, new SSLRequest(), 'S', deadline);
          handshake(link, List.of(), deadline);
        }
        case DIRECT_TLS -> handshake(link, List.of(TlsSettings.ALPN), deadline);
        case PLAIN_AFTER_GSS -> request(link, new GSSENCRequest(), 'N', deadline);
        case PLAIN_AFTER_SSL -> request(link, new SSLRequest(), 'N', deadline);
        case TLS_AFTER_GSS -> {
          request(link, new GSSENCRequest(), 'N', deadline);
          request(link, new SSLRequest(), 'S', deadline);
          handshake(link, List.of(), deadline);
        }
      }
      return link;
    } catch (LinkException e) {
      link.close();
      throw e;
    }
  }

  private Address place(Transport transport) throws LinkException {
    return switch (transport) {
      case UNIX_SOCKET ->
          unixSocket.orElseThrow(() -> new LinkException(new LinkFailure.NoUnixSocket()));
      case PLAIN_AFTER_SSL -> tlsRefused.orElse(address);
      default -> address;
    };
  }

  private static void request(Link link, FrontendMessage request, char wanted, Deadline deadline)
      throws LinkException {
    link.expectEncryptionResponse();
    link.send(request.encode(), List.of(request), deadline);
    Optional<Event> answer = link.next(deadline);
    boolean yes =
        answer.isPresent()
            && answer.get() instanceof Event.Received received
            && received.message() instanceof EncryptionResponse response
            && response.reply() == wanted;
    if (!yes) {
      throw new LinkException(new LinkFailure.Refused(request, wanted, answer));
    }
  }

  private void handshake(Link link, List<String> alpn, Deadline deadline) throws LinkException {
    link.encrypt(tls, alpn);
    Optional<Event> outcome = link.next(deadline);
    if (outcome.isEmpty() || !(outcome.get() instanceof Event.Encrypted)) {
      throw new LinkException(new LinkFailure.HandshakeFailed(outcome));
    }
  }
}
