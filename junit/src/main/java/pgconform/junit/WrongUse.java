package pgconform.junit;

/** Reports in one sentence what is wrong with a class, its annotation or a file that it names. */
final class WrongUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongUse(String sentence) {
    super(sentence);
  }
}
