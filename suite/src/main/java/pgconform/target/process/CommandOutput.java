package pgconform.target.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pgconform.wire.PasswordRedaction;
import pgconform.wire.Text;

/**
 * The output of a target's programs. Only the first and the last lines are kept, however many there
 * are. None of it is trusted: it is shown without control characters and passwords.
 */
public final class CommandOutput {
  private static final int LONGEST_LINE = 1_000;
  private static final int MOST_LINES = 2_000;
  private static final int LAST_LINES = 15;
  private static final int NOTE_LINES = 4;
  private static final int NOTE_LINE = 160;

  private final List<String> first = new ArrayList<>();
  private final Deque<String> last = new ArrayDeque<>();
  private long dropped;
  private long added;

  /** The number of lines when the program was last started. */
  private long before;

  /** The output since the program was last started; empty once it no longer matters. */
  private List<String> fresh = new ArrayList<>();

  private boolean listening;

  /** Starts to remember the output for {@link #matches}. */
  synchronized void listen() {
    fresh = new ArrayList<>();
    listening = true;
    before = added;
  }

  /** Forgets what was remembered. */
  synchronized void ignore() {
    fresh = new ArrayList<>();
    listening = false;
  }

  /** Returns whether a part of a line since {@link #listen} matches. */
  synchronized boolean matches(Pattern pattern) {
    return fresh.stream().anyMatch(line -> pattern.matcher(line).find());
  }

  /** Reads the output of a program to its end, in a separate thread. */
  Thread read(InputStream in) {
    Thread thread = new Thread(() -> pump(in), "pgconform-output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void pump(InputStream in) {
    byte[] line = new byte[LONGEST_LINE];
    int size = 0;
    byte[] buffer = new byte[8192];
    try (in) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          if (buffer[i] == '\n') {
            add(text(line, size));
            size = 0;
          } else if (size < line.length) {
            line[size++] = buffer[i];
          }
        }
      }
    } catch (IOException e) {
      // The program has ended.
    }
    if (size > 0) {
      add(text(line, size));
    }
  }

  private static String text(byte[] line, int size) {
    int end = size > 0 && line[size - 1] == '\r' ? size - 1 : size;
    return new String(line, 0, end, StandardCharsets.UTF_8);
  }

  /** Adds a line, which may come from this tool. */
  public synchronized void add(String line) {
    added++;
    if (listening && fresh.size() < MOST_LINES) {
      fresh.add(line);
    }
    if (first.size() < MOST_LINES) {
      first.add(line);
      return;
    }
    last.add(line);
    if (last.size() > MOST_LINES) {
      last.poll();
      dropped++;
    }
  }

  private static String shown(String line, int length) {
    return Text.printable(PasswordRedaction.in(line), length);
  }

  private synchronized List<String> end(int count) {
    List<String> lines = new ArrayList<>(first);
    lines.addAll(last);
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }

  /** Returns whether nothing was printed. */
  public synchronized boolean isEmpty() {
    return first.isEmpty();
  }

  /** Returns the last lines, for a message. */
  public String lastLines() {
    List<String> lines = end(LAST_LINES);
    return lines.isEmpty()
        ? "(nothing)"
        : lines.stream().map(line -> shown(line, LONGEST_LINE)).collect(Collectors.joining("\n"));
  }

  /** Returns the last few lines of the program that was last started, within a sentence. */
  synchronized String note() {
    List<String> lines = end((int) Math.min(NOTE_LINES, added - before));
    return lines.isEmpty()
        ? "it had printed nothing"
        : lines.stream()
            .map(line -> shown(line.strip(), NOTE_LINE))
            .collect(Collectors.joining(" | ", "the last lines of its output: ", ""));
  }

  /** Returns everything that is kept. */
  public synchronized String text() {
    StringBuilder text = new StringBuilder();
    first.forEach(line -> text.append(shown(line, LONGEST_LINE)).append('\n'));
    if (dropped > 0) {
      text.append("[%d lines are left out here]%n".formatted(dropped));
    }
    last.forEach(line -> text.append(shown(line, LONGEST_LINE)).append('\n'));
    return text.toString();
  }
}
