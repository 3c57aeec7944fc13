package tickgate

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	zmq "github.com/pebbe/zmq4"
)

const (
	publicKey = "public-key"
	secretKey = "secret-key"
)

// A key is 32 bytes in Z85, the text form of ZeroMQ.
var keyForm = regexp.MustCompile(`^[0-9a-zA-Z.:+=^!/*?&<>()\[\]{}@%$#-]{40}$`)

// Keys are what an encrypted gateway is read with: its public key, and a pair of the client's own. They are never
// printed, whatever the verb.
type Keys struct {
	server, public, secret string
}

// LoadKeys reads the files that `tickgate keygen` writes: the gateway's public one, and the client's own one, which is
// refused where others than its owner may use it. Errors name the file and show no key.
func LoadKeys(serverFile, ownFile string) (*Keys, error) {
	server, err := keyOf(serverFile, publicKey)
	if err != nil {
		return nil, err
	}
	secret, err := keyOf(ownFile, secretKey)
	if err != nil {
		return nil, err
	}
	return NewKeys(server, secret)
}

// NewKeys takes the gateway's public key and the client's secret one, each of 40 characters of Z85. The client's public
// key follows from its secret one.
func NewKeys(serverPublic, secret string) (*Keys, error) {
	if !keyForm.MatchString(serverPublic) {
		return nil, errors.New("the gateway's public key is not of 40 characters of Z85")
	}
	if !keyForm.MatchString(secret) {
		return nil, errors.New("the secret key is not of 40 characters of Z85")
	}
	public, err := zmq.AuthCurvePublic(secret)
	if err != nil {
		return nil, fmt.Errorf("making the public key of the secret one: %w", err)
	}
	return &Keys{serverPublic, public, secret}, nil
}

// Format keeps the keys out of what is printed.
func (Keys) Format(output fmt.State, _ rune) {
	_, _ = io.WriteString(output, "Keys(…)") // Package fmt looks after what could not be written.
}

// keyOf is the value of a line `name = "…"` of a ZeroMQ certificate.
func keyOf(file, name string) (string, error) {
	text, err := readFile(file, name == secretKey)
	if err != nil {
		return "", err
	}
	found := regexp.MustCompile(`(?m)^[ \t]*` + name + `[ \t]*=[ \t]*"([^"\n]*)"`).FindSubmatch(text)
	if found == nil || !keyForm.Match(found[1]) {
		return "", fmt.Errorf("%s: no %s of 40 characters of Z85", file, name)
	}
	return string(found[1]), nil
}

// readFile is what a file holds; a secret one only where nobody but its owner may use it.
func readFile(path string, isSecret bool) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	about, err := file.Stat()
	if err != nil {
		return nil, err
	}
	mode := about.Mode().Perm()
	if isSecret && runtime.GOOS != "windows" && mode&othersOf(path) != 0 {
		return nil, fmt.Errorf("%s: mode %04o lets others than its owner use it; chmod 600 it", path, mode)
	}
	return io.ReadAll(file)
}

// othersOf is what nobody but its owner may do with a secret file. systemd lets a service read what it is given by an
// access list, which shows as the group's right.
func othersOf(path string) os.FileMode {
	if filepath.Dir(path) == os.Getenv("CREDENTIALS_DIRECTORY") {
		return 0o037
	}
	return 0o077
}
