package pgconform.target.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rules;
import pgconform.testing.ScriptedServer;

/**
 * A program that serves sessions at the port that it is given, and dies with a few last words when
 * it is asked to cancel what process 666 runs.
 */
public final class MortalServer {
  private static final int DEADLY = 666;

  private MortalServer() {}

  /** Serves until it dies. */
  public static void main(String[] arguments) throws IOException {
    Rules rules = new Rules();
    rules.isFor =
        (request, backend) -> {
          if (request.processId() == DEADLY) {
            System.out.println("PANIC: \u001b[31mprocess 666\u001b[0m, said hunter2secret");
            Runtime.getRuntime().halt(42);
          }
          return false;
        };
    System.out.println("ready");
    int port = Integer.parseInt(arguments[0]);
    try (ScriptedServer server = ScriptedServer.start(new PostgresLike(rules));
        ServerSocket listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket client = listening.accept();
        Socket inner = new Socket(InetAddress.getLoopbackAddress(), server.port());
        relay(client, inner);
        relay(inner, client);
      }
    }
  }

  private static void relay(Socket from, Socket to) {
    Thread thread =
        new Thread(
            () -> {
              try (from;
                  to;
                  InputStream in = from.getInputStream();
                  OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
              } catch (IOException e) {
                // One of them has left.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
