package pgconform.selftest;

import java.io.UncheckedIOException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import pgconform.exchange.HoldStrategy;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Connector;
import pgconform.scenario.ShutdownStep;

/**
 * A throw-away server behind a separate proxy with the current fault.
 *
 * @param real the server
 * @param proxy the proxy in front of it
 */
record ProxiedServer(ThrowAwayServer real, Proxy proxy) implements ThrowAwayServer {
  /** Returns a factory that puts proxies with a fault in front of all servers that are started. */
  static Factory behind(Factory real, SSLContext certificate, Supplier<Rules> fault) {
    return wanted -> {
      ThrowAwayServer server = real.start(wanted);
      try {
        return new ProxiedServer(server, Proxy.start(server.connector(), certificate, fault.get()));
      } catch (UncheckedIOException e) {
        server.close();
        throw e;
      }
    };
  }

  @Override
  public Connector connector() {
    return proxy.connector();
  }

  @Override
  public HoldStrategy holdStrategy() {
    return real.holdStrategy();
  }

  @Override
  public void shutDown(ShutdownStep.Mode mode) {
    real.shutDown(mode);
  }

  @Override
  public void close() {
    proxy.close();
    real.close();
  }
}
