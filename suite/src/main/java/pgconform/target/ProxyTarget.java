package pgconform.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import pgconform.exchange.Backend;
import pgconform.link.ServerTls;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.postgres.OwnCertificate;
import pgconform.target.probe.ProxyProbe;
import pgconform.target.probe.ServerUnderTest;
import pgconform.target.process.RecursiveDelete;

/** Starts a proxy that a target file describes, in front of a backend of pgconform. */
final class ProxyTarget {
  private static final String AUTHORITY = "backend_ca";

  private static final String PASSWORD = "backend_password";

  /** The name of the role and of the database at the backend, which also admits all others. */
  private static final String NAME = "app";

  private ProxyTarget() {}

  /**
   * Starts the backend and the proxy, and finds out what the proxy offers to clients.
   *
   * @throws TargetUnavailable with one sentence, if the proxy cannot be judged
   */
  static ProbedTarget open(
      TargetSpec spec,
      Map<String, String> environment,
      Path home,
      TargetOptions options,
      Consumer<String> progress) {
    Map<String, String> values = new HashMap<>();
    values.put("backend_host", "127.0.0.1");
    values.put("backend_user", NAME);
    values.put(PASSWORD, Backend.password());
    values.put("backend_database", NAME);
    Optional<Path> directory = Optional.empty();
    Backend backend = null;
    ServerUnderTest server = null;
    try {
      Optional<ServerTls> tls = Optional.empty();
      if (spec.backendNames().contains(AUTHORITY)) {
        directory = Optional.of(Files.createTempDirectory("pgconform-backend-"));
        OwnCertificate certificate = OwnCertificate.in(directory.get());
        values.put(AUTHORITY, certificate.authority().toString());
        tls = Optional.of(new ServerTls(certificate.context()));
      }
      backend = Backend.start(tls);
      values.put("backend_port", Integer.toString(backend.port()));
      server = new OverriddenServer(spec.openProxy(values, environment, home), options, "");
      progress.accept("probing " + spec.displayName());
      boolean knowsPassword = spec.backendNames().contains(PASSWORD);
      return opened(spec.displayName(), server, backend, knowsPassword, directory);
    } catch (IOException e) {
      close(Optional.ofNullable(server), Optional.ofNullable(backend), directory);
      throw new TargetUnavailable("no backend can be started: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      close(Optional.ofNullable(server), Optional.ofNullable(backend), directory);
      throw e;
    }
  }

  private static ProbedTarget opened(
      String name,
      ServerUnderTest server,
      Backend backend,
      boolean knowsPassword,
      Optional<Path> directory) {
    ProxyProbe.Result found = new ProxyProbe(name, server, backend, knowsPassword).probe();
    return new ProbedTarget(
        found.subject(),
        "proxy",
        "",
        found.capabilities(),
        // Events at the backend must belong to a single case.
        1,
        server.restart(),
        server::death,
        () -> close(Optional.of(server), Optional.of(backend), directory));
  }

  private static void close(
      Optional<ServerUnderTest> server, Optional<Backend> backend, Optional<Path> directory) {
    try {
      server.ifPresent(ServerUnderTest::close);
    } finally {
      backend.ifPresent(Backend::close);
      directory.ifPresent(ProxyTarget::remove);
    }
  }

  private static void remove(Path directory) {
    try {
      RecursiveDelete.delete(directory);
    } catch (IOException e) {
      // It is a temporary directory, which the system will remove.
    }
  }
}
