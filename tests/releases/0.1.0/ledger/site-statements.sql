SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'migration';
SELECT max(number) FROM migration;
SELECT whole FROM site WHERE number = 1;
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'migration';
SELECT max(number) FROM migration;
INSERT OR REPLACE INTO site (number, whole) VALUES (1, '{"settings":{"origins":["https://fans.example","http://localhost:3000"],"title":{"ja":"リーフィの縁側","ko":"리피네 마루","en":"Leafi''s Porch"},"lang":"ko","theme":{"accent":"#bc2461","scheme":"dark"},"read_marks":"count_down","rooms":{"/goods/응원봉":{"ja":"ペンライト","ko":"응원봉","en":"Lightstick"},"lounge":{"ja":"談話室","ko":"談話室","en":"談話室"}}},"key":"0101010101010101010101010101010101010101010101010101010101010101","accounts":[{"account":{"id":"ruan","name":{"ja":"ルアン","ko":"ルアン","en":"ルアン"},"crest":{"shape":"leaf","ground":"#ddebd6","ink":"#4f8c5b"}},"key":"0202020202020202020202020202020202020202020202020202020202020202"},{"account":{"id":"haeon","name":{"ja":"해온","ko":"해온","en":"해온"},"crest":{"shape":"sun","ground":"#ddebd6","ink":"#4f8c5b"}},"key":"0303030303030303030303030303030303030303030303030303030303030303"}]}');
