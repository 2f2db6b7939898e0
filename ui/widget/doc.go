// Package widget draws the pieces that screens are made of: rows, boxes,
// grids, QR codes, text fields and scrolling windows. It knows nothing of
// booking. Widths are terminal cells. What it returns are lines: plain text
// with SGR sequences, never a newline.
package widget
