package pgconform.target.libpq;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import pgconform.target.failure.BadTarget;

/**
 * Reads libpq's three parallel lists {@code host}, {@code hostaddr} and {@code port} as a list of
 * hosts.
 */
final class HostList {
  private static final Pattern DOTTED =
      Pattern.compile("((25[0-5]|2[0-4]\\d|[01]?\\d?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern COLONED = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private HostList() {}

  /** Returns the hosts that the three parameters name; at least one. */
  static List<HostPort> of(Map<String, String> parameters) {
    List<String> hosts = list(parameters, "host");
    List<String> addresses = list(parameters, "hostaddr");
    List<String> ports = list(parameters, "port");
    int count = Math.max(1, addresses.isEmpty() ? hosts.size() : addresses.size());
    if (!hosts.isEmpty() && hosts.size() != count) {
      throw new BadTarget(
          "%d hosts do not match %d values of hostaddr".formatted(hosts.size(), count));
    }
    if (ports.size() > 1 && ports.size() != count) {
      throw new BadTarget("%d ports do not match %d hosts".formatted(ports.size(), count));
    }
    List<HostPort> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<String> address = item(addresses, i).map(HostList::address);
      String host = item(hosts, i).or(() -> address).orElse("localhost");
      int port =
          item(ports, ports.size() == 1 ? 0 : i).map(HostList::port).orElse(HostPort.DEFAULT_PORT);
      HostPort place = new HostPort(host, address, port);
      if (place.isUnixSocket()) {
        ParameterValue.path("the directory of a Unix socket", host);
      }
      places.add(place);
    }
    return places;
  }

  private static List<String> list(Map<String, String> parameters, String name) {
    String text = parameters.getOrDefault(name, "");
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  private static Optional<String> item(List<String> list, int index) {
    return index < list.size()
        ? Optional.of(list.get(index)).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    // A longer text is not repeated: it may be a piece of a password with an unencoded slash.
    String named = text.matches("\\d{1,5}") ? "the port " + text : "a port";
    throw new BadTarget(named + " is not a number from 1 to 65535");
  }

  private static String address(String text) {
    String numbers = text.split("%", 2)[0];
    if (!DOTTED.matcher(numbers).matches()
        && !(COLONED.matcher(numbers).matches() && isVersionSix(numbers))) {
      throw new BadTarget("a value of hostaddr is not a numeric address");
    }
    return text;
  }

  private static boolean isVersionSix(String numbers) {
    try {
      // In brackets, Java never treats it as a name to be looked up.
      InetAddress.getByName("[" + numbers + "]");
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
