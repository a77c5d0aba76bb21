package pgconform.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes the words of scenario files, and finds the word that was probably meant. */
public final class Spelling {
  private Spelling() {}

  /** Returns a constant as files write it: in lower case with spaces. */
  public static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Returns {@code "; did you mean 'x'?"}, or a list of a few known words, or nothing. */
  public static String hint(String word, Collection<String> known) {
    Optional<String> nearest = nearest(word, known);
    if (nearest.isPresent()) {
      return "; did you mean '%s'?".formatted(nearest.get());
    }
    List<String> words = known.stream().filter(k -> !k.isEmpty()).sorted().toList();
    return words.isEmpty() || words.size() > 24 ? "" : "; known are " + String.join(", ", words);
  }

  /** Returns the known word that is close enough to be what was probably meant. */
  public static Optional<String> nearest(String word, Collection<String> known) {
    String wanted = word.length() > 100 ? word.substring(0, 100) : word;
    int most = Math.max(1, wanted.length() / 3);
    return known.stream()
        .filter(k -> !k.isEmpty() && distance(wanted, k) <= most)
        .min(Comparator.comparingInt(k -> distance(wanted, k)));
  }

  /** Returns how many letters are wrong, missing, superfluous or swapped, ignoring case. */
  private static int distance(String a, String b) {
    int[] earlier = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (same(a, i - 1, b, j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
        if (i > 1 && j > 1 && same(a, i - 1, b, j - 2) && same(a, i - 2, b, j - 1)) {
          row[j] = Math.min(row[j], 1 + earlier[j - 2]);
        }
      }
      int[] free = earlier;
      earlier = above;
      above = row;
      row = free;
    }
    return above[b.length()];
  }

  private static boolean same(String a, int i, String b, int j) {
    return Character.toLowerCase(a.charAt(i)) == Character.toLowerCase(b.charAt(j));
  }
}
