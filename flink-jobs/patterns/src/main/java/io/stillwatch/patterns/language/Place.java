package io.stillwatch.patterns.language;

/** Where something stands in a file: line and column, both from 1, columns in characters. */
record Place(int line, int column) {

  static final Place START = new Place(1, 1);
}
