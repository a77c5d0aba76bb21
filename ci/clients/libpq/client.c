/*
 * libpq as a client program: a thread for each command. It cancels with PQcancel, or with PQcancelBlocking where its
 * argument is "blocking". See docs/client-programs.md.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LONGEST 65536

typedef struct Session {
  char name[64];
  PGconn *conn;
  pthread_mutex_t life;    /* guards conn itself */
  pthread_mutex_t running; /* held by who talks to the server on it */
  struct Session *next;
} Session;

typedef struct {
  long id;
  char what[16];
  char text[LONGEST];
  Session *session;
} Command;

/* Since libpq 17; a program that is built with an older one finds them in a newer one. */
static void *(*cancel_create)(PGconn *);
static int (*cancel_blocking)(void *);
static char *(*cancel_error)(const void *);
static void (*cancel_finish)(void *);

static int blocking;
static Session *sessions;
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;

/* Says an answer: {"id":1,"error":{"sqlstate":"57014","message":"..."}}; open and shut enclose the text. */
static void say(long id, const char *open, const char *text, const char *shut) {
  pthread_mutex_lock(&writing);
  printf("{\"id\":%ld,%s", id, open);
  for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
    if (*c == '"' || *c == '\\') {
      printf("\\%c", *c);
    } else if (*c < ' ') {
      printf("\\u%04x", *c);
    } else {
      putchar(*c);
    }
  }
  printf("%s}\n", shut);
  fflush(stdout);
  pthread_mutex_unlock(&writing);
}

static void say_ok(long id) { say(id, "\"ok\":{", "", "}"); }

static void say_lost(long id, const char *text) { say(id, "\"lost\":\"", text, "\""); }

static void say_error(long id, const char *sqlstate, const char *text) {
  char open[64];
  snprintf(open, sizeof open, "\"error\":{\"sqlstate\":\"%.5s\",\"message\":\"", sqlstate ? sqlstate : "");
  say(id, open, text, "\"}");
}

static void connect_session(Command *told) {
  PGconn *conn = PQconnectdb(told->text);
  if (PQstatus(conn) == CONNECTION_OK) {
    pthread_mutex_lock(&told->session->life);
    told->session->conn = conn;
    pthread_mutex_unlock(&told->session->life);
    say_ok(told->id);
    return;
  }
  if (strstr(PQerrorMessage(conn), "invalid URI query parameter")) {
    say(told->id, "\"unsupported\":\"", PQerrorMessage(conn), "\"");
  } else {
    say_error(told->id, NULL, PQerrorMessage(conn));
  }
  PQfinish(conn);
}

static void query(Command *told) {
  Session *session = told->session;
  pthread_mutex_lock(&session->running);
  if (!session->conn) {
    say_lost(told->id, "there is no connection");
  } else {
    PGresult *result = PQexec(session->conn, told->text);
    if (PQresultStatus(result) == PGRES_TUPLES_OK) {
      say(told->id, "\"ok\":{\"rows\":[[\"", PQntuples(result) ? PQgetvalue(result, 0, 0) : "", "\"]]}");
    } else if (PQstatus(session->conn) == CONNECTION_BAD) {
      say_lost(told->id, PQerrorMessage(session->conn));
    } else {
      say_error(told->id, PQresultErrorField(result, PG_DIAG_SQLSTATE), PQerrorMessage(session->conn));
    }
    PQclear(result);
  }
  pthread_mutex_unlock(&session->running);
}

static void cancel(Command *told) {
  Session *session = told->session;
  pthread_mutex_lock(&session->life);
  PGconn *conn = session->conn;
  PGcancel *old = conn && !blocking ? PQgetCancel(conn) : NULL;
  void *new = conn && blocking ? cancel_create(conn) : NULL;
  pthread_mutex_unlock(&session->life);
  if (old) {
    char error[256] = "";
    if (PQcancel(old, error, sizeof error)) {
      say_ok(told->id);
    } else {
      say_error(told->id, NULL, error);
    }
    PQfreeCancel(old);
  } else if (new) {
    if (cancel_blocking(new)) {
      say_ok(told->id);
    } else {
      say_error(told->id, NULL, cancel_error(new));
    }
    cancel_finish(new);
  } else {
    say_lost(told->id, "there is no connection");
  }
}

static void close_session(Command *told) {
  Session *session = told->session;
  pthread_mutex_lock(&session->life);
  PGconn *conn = session->conn;
  if (conn) {
    if (pthread_mutex_trylock(&session->running)) {
      shutdown(PQsocket(conn), SHUT_RDWR); /* ends a query that still runs */
      pthread_mutex_lock(&session->running);
    }
    session->conn = NULL;
    PQfinish(conn);
    pthread_mutex_unlock(&session->running);
  }
  pthread_mutex_unlock(&session->life);
  say_ok(told->id);
}

static void *obey(void *command) {
  Command *told = command;
  if (!strcmp(told->what, "connect")) {
    connect_session(told);
  } else if (!strcmp(told->what, "query")) {
    query(told);
  } else if (!strcmp(told->what, "cancel")) {
    cancel(told);
  } else if (!strcmp(told->what, "close")) {
    close_session(told);
  } else if (!strcmp(told->what, "hello")) {
    char version[32];
    snprintf(version, sizeof version, "%d.%d", PQlibVersion() / 10000, PQlibVersion() % 10000);
    say(told->id, "\"ok\":{\"driver\":\"libpq ", version,
        blocking ? " with PQcancelBlocking\",\"can\":[\"query\",\"cancel\",\"tls\"]}"
                 : " with PQcancel\",\"can\":[\"query\",\"cancel\",\"tls\"]}");
  } else {
    say(told->id, "\"unsupported\":\"", told->what, "\"");
  }
  free(told);
  return NULL;
}

/* The string of a field of a line, which is one JSON object without objects inside. */
static void field(const char *line, const char *name, char *into, size_t size) {
  char key[32];
  size_t length = 0;
  snprintf(key, sizeof key, "\"%s\"", name);
  for (const char *at = strstr(line, key); at; at = strstr(at + 1, key)) {
    const char *c = at + strlen(key);
    c += strspn(c, " ");
    if (*c++ != ':') {
      continue;
    }
    c += strspn(c, " ");
    if (*c++ != '"') {
      continue;
    }
    for (; *c && *c != '"' && length < size - 1; c++) {
      if (*c == '\\') {
        c++;
        into[length++] = *c == 'n' ? '\n' : *c == 't' ? '\t' : *c;
      } else {
        into[length++] = *c;
      }
    }
    break;
  }
  into[length] = 0;
}

static Session *session_of(const char *name) {
  for (Session *each = sessions; each; each = each->next) {
    if (!strcmp(each->name, name)) {
      return each;
    }
  }
  Session *session = calloc(1, sizeof *session);
  snprintf(session->name, sizeof session->name, "%s", name);
  pthread_mutex_init(&session->life, NULL);
  pthread_mutex_init(&session->running, NULL);
  session->next = sessions;
  return sessions = session;
}

int main(int count, char **words) {
  static char line[LONGEST];
  blocking = count > 1 && !strcmp(words[1], "blocking");
  *(void **)&cancel_create = dlsym(RTLD_DEFAULT, "PQcancelCreate");
  *(void **)&cancel_blocking = dlsym(RTLD_DEFAULT, "PQcancelBlocking");
  *(void **)&cancel_error = dlsym(RTLD_DEFAULT, "PQcancelErrorMessage");
  *(void **)&cancel_finish = dlsym(RTLD_DEFAULT, "PQcancelFinish");
  if (blocking && !cancel_blocking) {
    fprintf(stderr, "libpq %d has no PQcancelBlocking, which comes with 17\n", PQlibVersion() / 10000);
    return 127;
  }
  while (fgets(line, sizeof line, stdin)) {
    char name[64];
    Command *told = calloc(1, sizeof *told);
    const char *id = strstr(line, "\"id\"");
    told->id = id ? strtol(id + 4 + strspn(id + 4, ": "), NULL, 10) : 0;
    field(line, "do", told->what, sizeof told->what);
    field(line, strstr(line, "\"url\"") ? "url" : "sql", told->text, sizeof told->text);
    field(line, "conn", name, sizeof name);
    told->session = session_of(name);
    pthread_t thread;
    if (!strcmp(told->what, "hello")) {
      obey(told);
    } else if (pthread_create(&thread, NULL, obey, told) == 0) {
      pthread_detach(thread);
    } else {
      return 1;
    }
  }
  _exit(0);
}
