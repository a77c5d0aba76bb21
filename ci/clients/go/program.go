// What the client programs in Go share: a goroutine for each command. See docs/client-programs.md.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"sync"
	"time"
)

// A Connection of a driver.
type Connection interface {
	Query(sql string) ([][]*string, error)
	Cancel(ctx context.Context) error
	Close()
	IsClosed() bool
}

// Unsupported is what the driver has no call or setting for.
type Unsupported string

func (u Unsupported) Error() string { return string(u) }

type command struct {
	ID       int64  `json:"id"`
	Do       string `json:"do"`
	Conn     string `json:"conn"`
	URL      string `json:"url"`
	SQL      string `json:"sql"`
	WithinMs int64  `json:"within_ms"`
}

type answer map[string]interface{}

// Serve obeys what the standard input says; state returns the SQLSTATE of an error.
func Serve(driver string, connect func(url string) (Connection, error), state func(error) string) {
	var lock sync.Mutex
	connections := map[string]Connection{}

	obey := func(told command) answer {
		lock.Lock()
		connection := connections[told.Conn]
		lock.Unlock()
		var err error
		switch told.Do {
		case "hello":
			return answer{"ok": answer{"driver": driver, "can": []string{"query", "cancel", "tls"}}}
		case "close":
			lock.Lock()
			delete(connections, told.Conn)
			lock.Unlock()
			if connection != nil {
				connection.Close()
			}
			return answer{"ok": answer{}}
		case "connect":
			if connection, err = connect(told.URL); err == nil {
				lock.Lock()
				connections[told.Conn] = connection
				lock.Unlock()
				return answer{"ok": answer{}}
			}
			connection = nil
		case "query", "cancel":
			if connection == nil {
				return answer{"lost": "there is no connection"}
			}
			if told.Do == "query" {
				var rows [][]*string
				if rows, err = connection.Query(told.SQL); err == nil {
					return answer{"ok": answer{"rows": rows}}
				}
			} else {
				ctx, done := context.WithTimeout(context.Background(), time.Duration(told.WithinMs)*time.Millisecond)
				defer done()
				if err = connection.Cancel(ctx); err == nil {
					return answer{"ok": answer{}}
				}
				return answer{"error": answer{"message": err.Error()}}
			}
		default:
			return answer{"unsupported": told.Do}
		}
		if unsupported, is := err.(Unsupported); is {
			return answer{"unsupported": string(unsupported)}
		}
		if connection != nil && connection.IsClosed() {
			return answer{"lost": err.Error()}
		}
		return answer{"error": answer{"sqlstate": state(err), "message": err.Error()}}
	}

	var writing sync.Mutex
	say := func(told command) {
		result := obey(told)
		result["id"] = told.ID
		line, _ := json.Marshal(result)
		writing.Lock()
		defer writing.Unlock()
		os.Stdout.Write(append(line, '\n'))
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var told command
		if json.Unmarshal(lines.Bytes(), &told) != nil {
			os.Exit(1)
		}
		if told.Do == "hello" {
			say(told)
		} else {
			go say(told)
		}
	}
}
