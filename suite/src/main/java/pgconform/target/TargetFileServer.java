package pgconform.target;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import pgconform.exchange.ThrowAwayServer;
import pgconform.scenario.ShutdownStep;
import pgconform.scenario.TargetFile;
import pgconform.session.Login;
import pgconform.target.command.CommandServer;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.postgres.StartedServer;
import pgconform.target.postgres.ThrowAwayServers;
import pgconform.target.probe.ServerUnderTest;
import pgconform.target.process.CommandOutput;
import pgconform.wire.ProtocolVersion;

/**
 * A server that a target file starts. If the file describes how, it starts others that a case may
 * shut down, each with separate ports and a separate directory.
 */
final class TargetFileServer implements StartedServer, ForwardingServer {
  private final TargetFile file;
  private final Map<String, String> environment;
  private final Path home;
  private final CommandServer server;
  private final ThrowAwayServers others;

  private TargetFileServer(
      TargetFile file, Map<String, String> environment, Path home, CommandServer server) {
    this.file = file;
    this.environment = environment;
    this.home = home;
    this.server = server;
    this.others = new ThrowAwayServers(this, login(server.settings()));
  }

  /**
   * Starts the server of a file.
   *
   * @param values the values of the file for this run
   * @param output where its output is kept
   */
  static TargetFileServer start(
      TargetFile file,
      Map<String, String> environment,
      Path home,
      TargetFileValues values,
      CommandOutput output) {
    CommandServer server = CommandServer.start(values.setup(), output);
    return new TargetFileServer(file, environment, home, server);
  }

  private static Login login(ConnectionSettings settings) {
    return new Login(
        settings.user(),
        settings.database(),
        settings.passwordFor(settings.hosts().get(0)),
        ProtocolVersion.V3_0,
        List.of());
  }

  @Override
  public TargetFileServer startAnother(boolean forRecovery, Map<String, String> furtherSettings) {
    Map<String, String> settings = new LinkedHashMap<>(furtherSettings);
    if (forRecovery) {
      settings.put("hot_standby", "off");
    }
    TargetFileValues values =
        TargetFileValues.ofAnother(file, environment, home, forRecovery, settings);
    return start(file, environment, home, values, new CommandOutput());
  }

  @Override
  public Optional<ThrowAwayServer.Factory> throwAwayServers() {
    return file.start().filter(TargetFile.Start::startsOthers).map(start -> others);
  }

  /** PostgreSQL does not support TLS on its Unix socket, whatever it does over TCP. */
  @Override
  public boolean tls() {
    return true;
  }

  @Override
  public void shutDown(ShutdownStep.Mode mode) {
    String signal =
        switch (mode) {
          case SMART -> "TERM";
          case FAST -> "INT";
          case IMMEDIATE -> "QUIT";
        };
    String word = mode.name().toLowerCase(Locale.ROOT);
    server.signal(signal, Pattern.compile("received %s shutdown request".formatted(word)));
  }

  @Override
  public void end() {
    server.end();
  }

  @Override
  public void startAgain() {
    server.startAfterEnd();
  }

  @Override
  public ServerUnderTest server() {
    return server;
  }

  @Override
  public void close() {
    others.close();
    server.close();
  }

  @Override
  public String toString() {
    return server.toString();
  }
}
