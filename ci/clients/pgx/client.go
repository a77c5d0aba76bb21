// pgx as a client program, with PgConn.CancelRequest.
package main

import (
	"context"
	"errors"
	"net/url"
	"os"
	"time"

	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
)

type session struct{ conn *pgx.Conn }

func connect(address string) (Connection, error) {
	parts, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	for name := range parts.Query() {
		// pgx sends what it does not know as a parameter of the session.
		if name != "sslmode" && name != "sslrootcert" {
			return nil, Unsupported("pgx has no setting for " + name)
		}
	}
	conn, err := pgx.Connect(context.Background(), address)
	if err != nil {
		return nil, err
	}
	return session{conn}, nil
}

func (s session) Query(sql string) ([][]*string, error) {
	rows, err := s.conn.Query(context.Background(), sql)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := [][]*string{}
	for rows.Next() {
		row := []*string{}
		for _, value := range rows.RawValues() {
			if value == nil {
				row = append(row, nil)
			} else {
				text := string(value)
				row = append(row, &text)
			}
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

func (s session) Cancel(ctx context.Context) error { return s.conn.PgConn().CancelRequest(ctx) }

func (s session) IsClosed() bool { return s.conn.IsClosed() }

func (s session) Close() {
	ctx, done := context.WithTimeout(context.Background(), time.Second)
	defer done()
	s.conn.Close(ctx)
}

func state(err error) string {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return said.Code
	}
	return ""
}

func main() {
	Serve("pgx "+os.Args[1], connect, state)
}
